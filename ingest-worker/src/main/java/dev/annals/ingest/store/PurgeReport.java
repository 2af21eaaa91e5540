package dev.annals.ingest.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run of retention deleted, or would delete.
 *
 * @param cut what is older went, to the millisecond
 * @param dropped whole partitions, oldest first
 * @param trimmed partitions that lost rows, oldest first: the one that {@code cut} lies in, unless nothing in it was old
 *     enough, and those that could not be dropped
 * @param busy partitions that could not be dropped or trimmed, because others were in the way for too long; the next run
 *     tries again
 * @param deadLetters that had been replayed or discarded
 */
public record PurgeReport(
        Instant cut, List<Part> dropped, List<Part> trimmed, List<String> busy, long deadLetters, Duration took) {

    /** With {@link #NOTICE_TYPE}, of the events that tell about runs; the statements that delete and count name both. */
    public static final String NOTICE_CATEGORY = "system";

    public static final String NOTICE_TYPE = "retention.purged";

    public PurgeReport {
        dropped = List.copyOf(dropped);
        trimmed = List.copyOf(trimmed);
        busy = List.copyOf(busy);
    }

    /**
     * Events of one partition.
     *
     * @param notices how many of them told about earlier runs
     */
    public record Part(String partition, long events, long notices) {

        /** From the one row, of two numbers, that the query returns. */
        static Part of(String partition, PreparedStatement query) throws SQLException {
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Part(partition, row.getLong(1), row.getLong(2));
            }
        }

        /** The partition is still this one. */
        Part plus(Part more) {
            return new Part(partition, events + more.events, notices + more.notices);
        }
    }

    /** All events that are gone. */
    public long deleted() {
        return parts().mapToLong(Part::events).sum();
    }

    /** Whether all is as it was. */
    public boolean isEmpty() {
        return deleted() == 0 && dropped.isEmpty() && deadLetters == 0;
    }

    /** Whether it is worth an event: one that tells of nothing but earlier ones would follow itself for ever. */
    public boolean isNews() {
        return deadLetters > 0 || parts().anyMatch(part -> part.events() > part.notices());
    }

    private Stream<Part> parts() {
        return Stream.concat(dropped.stream(), trimmed.stream());
    }

    /** {@code 12 events older than 2026-11-23T07:00:00Z: 1 whole partitions, 2 rows of events_w20261123; in 0.1 s} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(deleted()).append(" events older than ").append(cut).append(": ");
        text.append(dropped.size()).append(" whole partitions, ").append(rows());
        if (!busy.isEmpty()) {
            text.append("; ").append(busy.size()).append(" partitions in use, left to the next run");
        }
        if (deadLetters > 0) {
            text.append("; ").append(deadLetters).append(" dead letters that were replayed or discarded");
        }
        return text.append("; in ").append(seconds(took)).append(" s").toString();
    }

    private String rows() {
        if (trimmed.isEmpty()) {
            return "0 rows";
        }
        return trimmed.stream()
                .map(part -> part.events() + " rows of " + part.partition())
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }
}
