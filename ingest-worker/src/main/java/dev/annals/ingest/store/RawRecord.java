package dev.annals.ingest.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Kafka record as it came: what a dead letter keeps of it. The arrays are shared and must not be changed. */
public interface RawRecord {

    Source source();

    long offset();

    /** Unix milliseconds; negative if the record has none. */
    long timestamp();

    byte @Nullable [] key();

    byte @Nullable [] value();

    List<Header> headers();

    /** Of key, value and headers, in bytes as they are kept; objects around them do not count. */
    int size();

    /** A record header; its value can be null. */
    @SuppressWarnings("ArrayRecordComponent") // raw bytes on their way to a table, never compared
    record Header(String name, byte @Nullable [] value) {}
}
