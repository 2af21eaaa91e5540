package dev.annals.ingest.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run of retention deleted, or would delete.
 *
 * @param cut what is older went, to the millisecond
 * @param dropped whole partitions, oldest first
 * @param trimmed the partition that {@code cut} lies in, unless nothing in it was old enough
 * @param busy partitions that were in use for too long; the next run tries again
 */
public record PurgeReport(Instant cut, List<Part> dropped, Optional<Part> trimmed, List<String> busy, Duration took) {

    public PurgeReport {
        dropped = List.copyOf(dropped);
        busy = List.copyOf(busy);
    }

    /** Events of one partition. */
    public record Part(String partition, long events) {}

    /** All events that are gone. */
    public long deleted() {
        return dropped.stream().mapToLong(Part::events).sum()
                + trimmed.map(Part::events).orElse(0L);
    }

    /** {@code 12 events older than 2026-11-23T07:00:00Z: 1 whole partitions, 2 rows of events_w20261123; in 0.1 s} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(deleted()).append(" events older than ").append(cut).append(": ");
        text.append(dropped.size()).append(" whole partitions, ");
        text.append(trimmed.map(part -> part.events() + " rows of " + part.partition())
                .orElse("0 rows"));
        if (!busy.isEmpty()) {
            text.append("; ").append(busy.size()).append(" partitions in use, left to the next run");
        }
        return text.append("; in ").append(seconds(took)).append(" s").toString();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
    }
}
