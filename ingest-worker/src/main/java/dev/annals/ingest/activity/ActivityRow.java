package dev.annals.ingest.activity;

import dev.annals.event.EventTime;
import java.time.Instant;

/**
 * One row of the topic: how many events of a kind a window has so far. Its key is the same each time the count grows, so
 * that compaction keeps the last one.
 *
 * @param end exclusive
 */
record ActivityRow(Instant start, Instant end, Kind kind, long count) {

    String key() {
        return "{\"window_start\":\"" + EventTime.format(start) + "\"," + kindFields() + "}";
    }

    String value() {
        return "{\"window_start\":\"" + EventTime.format(start) + "\",\"window_end\":\"" + EventTime.format(end) + "\","
                + kindFields() + ",\"count\":" + count + "}";
    }

    /** Nothing to escape: an event's rules allow small letters, digits, dots and underscores in these. */
    private String kindFields() {
        return "\"category\":\"" + kind.category() + "\",\"type\":\"" + kind.type() + "\",\"severity\":\""
                + kind.severity() + "\"";
    }
}
