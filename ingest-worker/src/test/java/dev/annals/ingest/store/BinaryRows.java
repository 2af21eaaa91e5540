package dev.annals.ingest.store;

import dev.annals.event.Event;
import java.util.Arrays;
import java.util.List;

/** Rows as the worker sends them to PostgreSQL, for whoever copies them without a worker. */
public final class BinaryRows {

    /** What takes them. */
    public static final String COPY = "copy events (" + EventRows.COLUMNS + ") from stdin (format binary)";

    private static final int FIELDS = 10;

    private BinaryRows() {}

    /** All of one COPY. */
    public static byte[] of(List<Event> events) {
        CopyBuffer buffer = new CopyBuffer();
        buffer.header();
        for (Event event : events) {
            buffer.row(FIELDS);
            buffer.event(event);
        }
        buffer.trailer();
        return Arrays.copyOf(buffer.bytes(), buffer.size());
    }
}
