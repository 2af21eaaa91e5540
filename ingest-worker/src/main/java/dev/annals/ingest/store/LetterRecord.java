package dev.annals.ingest.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Kafka record that became a dead letter, byte by byte. */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, never compared
public record LetterRecord(
        String topic, byte @Nullable [] key, byte @Nullable [] value, List<RawRecord.Header> headers) {

    /** As it is sent again: it says which letter it was, and how often it was sent. */
    public LetterRecord replaying(StoredLetter letter) {
        return new LetterRecord(topic, key, value, letter.nextAttempt().in(headers));
    }

    /** Repaired. */
    public LetterRecord withValue(byte[] repaired) {
        return new LetterRecord(topic, key, repaired, headers);
    }
}
