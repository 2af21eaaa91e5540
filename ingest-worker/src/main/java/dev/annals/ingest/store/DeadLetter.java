package dev.annals.ingest.store;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record that cannot become a row.
 *
 * @param detail what exactly is wrong, printable; cut at 2,000 characters
 * @param sqlState PostgreSQL's code, where PostgreSQL refused it
 */
public record DeadLetter(
        RawRecord origin,
        Reason reason,
        String detail,
        @Nullable String sqlState) {

    private static final int DETAIL_MAX = 2000;

    public DeadLetter {
        if (detail.length() > DETAIL_MAX) {
            detail = detail.substring(0, DETAIL_MAX - 1) + "…";
        }
    }

    /** Why. */
    public enum Reason {
        /** The value is not one JSON object in UTF-8. */
        UNDECODABLE,
        /** The object breaks rules of the event; the detail lists them all. */
        INVALID,
        /** The id's time is more than a day ahead of the worker's clock. */
        TIMESTAMP_OUT_OF_RANGE,
        /** An event with the same id and another content is stored already. */
        ID_CONFLICT,
        /** PostgreSQL refused the row; the SQLSTATE says why. */
        REFUSED_BY_DATABASE;

        /** Whether the record is no event at all; too many of these stop their partition. */
        boolean isPoison() {
            return this == UNDECODABLE || this == INVALID || this == REFUSED_BY_DATABASE;
        }

        /** Those that are poison, as a list of literals. */
        static String poisonForSql() {
            return Stream.of(values())
                    .filter(Reason::isPoison)
                    .map(reason -> "'" + reason.name() + "'")
                    .collect(Collectors.joining(", "));
        }
    }
}
