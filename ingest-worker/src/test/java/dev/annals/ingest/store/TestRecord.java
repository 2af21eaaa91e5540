package dev.annals.ingest.store;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import java.util.List;

/** A record as a consumer would hand it over. */
record TestRecord(Source source, long offset, byte[] value, List<RawRecord.Header> headers) implements RawRecord {

    TestRecord(Source source, long offset, byte[] value) {
        this(
                source,
                offset,
                value,
                List.of(new RawRecord.Header("a\0b", new byte[] {1}), new RawRecord.Header("null", null)));
    }

    /** As it comes back from a replay. */
    TestRecord replayed(int attempt) {
        ReplayMark mark = new ReplayMark(source.topicId() + "/" + source.partition() + "/0", attempt);
        return new TestRecord(source, offset, value, mark.in(headers));
    }

    static Row row(Source source, long offset, Event event) {
        return new RowEncoder().row(event, new TestRecord(source, offset, EventJson.encode(event)));
    }

    @Override
    public long timestamp() {
        return 1_700_000_000_000L + offset;
    }

    @Override
    public byte[] key() {
        return new byte[] {0, (byte) 0xFF};
    }

    @Override
    public int size() {
        return value.length;
    }
}
