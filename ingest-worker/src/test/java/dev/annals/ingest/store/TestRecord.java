package dev.annals.ingest.store;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import java.util.List;

/** A record as a consumer would hand it over. */
record TestRecord(Source source, long offset, byte[] value) implements RawRecord {

    static Row row(Source source, long offset, Event event) {
        return new Row(event, new TestRecord(source, offset, EventJson.encode(event)));
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

    @Override
    public List<Header> headers() {
        return List.of(new Header("a\0b", new byte[] {1}), new Header("null", null));
    }
}
