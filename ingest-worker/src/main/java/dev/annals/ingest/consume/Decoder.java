package dev.annals.ingest.consume;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import dev.annals.event.MalformedEventException;
import dev.annals.ingest.store.DeadLetter;
import dev.annals.ingest.store.DeadLetter.Reason;
import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Retention;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes an event of a record, by the same rules as the publisher. Reads the value only: key and headers are for other
 * consumers. Thread-safe.
 */
final class Decoder {

    /** A publisher's clock may be ahead of ours by this much. */
    static final Duration MAX_AHEAD = Duration.ofHours(24);

    private final Clock clock;
    private final Retention retention;

    Decoder(Clock clock, Retention retention) {
        this.clock = clock;
        this.retention = retention;
    }

    Decoded decode(RawRecord record) {
        byte[] value = record.value();
        if (value == null) {
            return poison(record, Reason.UNDECODABLE, "has no value, must be one JSON object");
        }
        try {
            return checkTime(EventJson.decode(value), record);
        } catch (MalformedEventException e) {
            return poison(record, Reason.UNDECODABLE, messageOf(e));
        } catch (InvalidEventException e) {
            return poison(record, Reason.INVALID, messageOf(e));
        }
    }

    private Decoded checkTime(Event event, RawRecord record) {
        Instant now = clock.instant();
        if (isExpired(event, now, record)) {
            return new Decoded.Expired(record);
        }
        if (!event.insertedAt().isAfter(now.plus(MAX_AHEAD))) {
            return new Decoded.Good(event);
        }
        return poison(
                record,
                Reason.TIMESTAMP_OUT_OF_RANGE,
                "the id's time " + event.insertedAt() + " is more than " + MAX_AHEAD.toHours()
                        + " h ahead of the worker's clock, " + now);
    }

    /**
     * By our clock, but not by a later time than the record's: the broker's, on a topic that a worker made. So a clock of
     * ours that is ahead cannot make events old that were young when Kafka got them. What became old since, in a long
     * backlog, is stored, and deleted by the next run of retention.
     */
    private boolean isExpired(Event event, Instant now, RawRecord record) {
        Instant received = Instant.ofEpochMilli(record.timestamp());
        return retention
                .cut(received.isBefore(now) ? received : now)
                .filter(event.insertedAt()::isBefore)
                .isPresent();
    }

    private static String messageOf(InvalidEventException e) {
        return String.valueOf(e.getMessage());
    }

    private static Decoded poison(RawRecord record, Reason reason, String detail) {
        return new Decoded.Poison(new DeadLetter(record, reason, detail, null));
    }
}
