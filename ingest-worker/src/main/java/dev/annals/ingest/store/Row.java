package dev.annals.ingest.store;

import dev.annals.event.EventIds;
import java.time.Instant;
import java.util.UUID;

/**
 * An event on its way into the table, and the record it came in, should the database refuse it. Of the event there is what
 * COPY sends, and no more: thousands of rows wait for the writer at a time, and every collection of garbage copies them.
 * Made by a {@link RowEncoder}; immutable.
 */
public final class Row {

    private final UUID id;
    private final CountKey countKey;
    private final byte[] fields;
    private final RawRecord origin;

    /** @param fields those of {@link EventRows#COLUMNS}, one after the other as {@link CopyBuffer} writes them */
    Row(UUID id, CountKey countKey, byte[] fields, RawRecord origin) {
        this.id = id;
        this.countKey = countKey;
        this.fields = fields;
        this.origin = origin;
    }

    UUID id() {
        return id;
    }

    Instant insertedAt() {
        return EventIds.timestamp(id);
    }

    CountKey countKey() {
        return countKey;
    }

    /** Not to be changed. */
    byte[] fields() {
        return fields;
    }

    public RawRecord origin() {
        return origin;
    }

    @Override
    public String toString() {
        return "Row(" + id + ")";
    }

    /** Of the record and of what COPY sends, in bytes; objects around them do not count. */
    public int size() {
        return origin.size() + fields.length;
    }
}
