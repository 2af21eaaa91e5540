package dev.annals.ingest.store;

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
        REFUSED_BY_DATABASE
    }
}
