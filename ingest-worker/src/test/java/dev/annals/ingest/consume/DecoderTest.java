package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.ingest.store.DeadLetter;
import dev.annals.ingest.store.DeadLetter.Reason;
import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Source;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    private final Decoder decoder = new Decoder(Clock.fixed(NOW, ZoneOffset.UTC), Retention.NEVER);

    @Test
    void decode_isGood_whenTheEventIsWhatItWas() {
        Event event = Event.draft("media", "a.b").insertedAt(NOW).toEvent();

        Decoded decoded = decoder.decode(record(EventJson.encode(event)));

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Good.class, good -> assertThat(good.event()).isEqualTo(event));
    }

    @Test
    void decode_isGood_untilADayAhead() {
        Event event = Event.draft("media", "a.b")
                .insertedAt(NOW.plus(Duration.ofHours(24)))
                .toEvent();

        assertThat(decoder.decode(record(EventJson.encode(event)))).isInstanceOf(Decoded.Good.class);
    }

    @Test
    void decode_isPoison_whenTheIdIsMoreThanADayAhead() {
        Event event = Event.draft("media", "a.b")
                .insertedAt(NOW.plus(Duration.ofHours(24)).plusMillis(1))
                .toEvent();

        assertPoison(
                EventJson.encode(event),
                Reason.TIMESTAMP_OUT_OF_RANGE,
                "the id's time 2026-11-24T07:00:00.001Z is more than 24 h ahead of the worker's clock,"
                        + " 2026-11-23T07:00:00Z");
    }

    @Test
    void decode_isExpired_onceTheEventIsOlderThanTheRetention() {
        // Given
        Decoder tenDays = new Decoder(Clock.fixed(NOW, ZoneOffset.UTC), Retention.parse("10d"));
        Instant oldest = NOW.minus(Duration.ofDays(10));
        RawRecord kept = record(
                EventJson.encode(Event.draft("a", "a.b").insertedAt(oldest).toEvent()));
        RawRecord tooOld = record(EventJson.encode(
                Event.draft("a", "a.b").insertedAt(oldest.minusMillis(1)).toEvent()));

        // When, Then
        assertThat(tenDays.decode(kept)).isInstanceOf(Decoded.Good.class);
        assertThat(tenDays.decode(tooOld)).isEqualTo(new Decoded.Expired(tooOld));
        assertThat(decoder.decode(tooOld)).isInstanceOf(Decoded.Good.class);
    }

    @Test
    void decode_isGood_whenOnlyTheWorkersClockMakesTheEventOld() {
        // Given
        Instant aYearAhead = NOW.plus(Duration.ofDays(365));
        Decoder tenDays = new Decoder(Clock.fixed(aYearAhead, ZoneOffset.UTC), Retention.parse("10d"));
        Instant oldest = NOW.minus(Duration.ofDays(10));
        RawRecord kept = record(
                EventJson.encode(Event.draft("a", "a.b").insertedAt(oldest).toEvent()));
        RawRecord tooOld = record(EventJson.encode(
                Event.draft("a", "a.b").insertedAt(oldest.minusMillis(1)).toEvent()));

        // When, Then
        assertThat(tenDays.decode(kept)).isInstanceOf(Decoded.Good.class);
        assertThat(tenDays.decode(tooOld)).isEqualTo(new Decoded.Expired(tooOld));
    }

    @Test
    void decode_isGood_whenOnlyTheRecordsTimeMakesTheEventOld() {
        // Given
        Decoder tenDays = new Decoder(Clock.fixed(NOW, ZoneOffset.UTC), Retention.parse("10d"));
        Event event = Event.draft("a", "a.b").insertedAt(NOW).toEvent();
        RawRecord stampedAYearAhead = record(EventJson.encode(event), NOW.plus(Duration.ofDays(365)));

        // When, Then
        assertThat(tenDays.decode(stampedAYearAhead)).isInstanceOf(Decoded.Good.class);
    }

    @Test
    void decode_isPoison_whenThereIsNoValue() {
        assertPoison(null, Reason.UNDECODABLE, "has no value, must be one JSON object");
    }

    @Test
    void decode_isPoison_whenItIsNotAnObject() {
        assertPoison(
                "7".getBytes(StandardCharsets.UTF_8),
                Reason.UNDECODABLE,
                "must be one JSON object, but begins with \"7\"");
    }

    @Test
    void decode_listsEveryBrokenRule() {
        assertPoison(
                "{\"category\":\"M\"}".getBytes(StandardCharsets.UTF_8),
                Reason.INVALID,
                "id: is missing; category: must be [a-z][a-z0-9_]*, at most 64 characters, not \"M\"; type: is missing");
    }

    private void assertPoison(byte @Nullable [] value, Reason reason, String detail) {
        RawRecord record = record(value);

        assertThat(decoder.decode(record)).isEqualTo(new Decoded.Poison(new DeadLetter(record, reason, detail, null)));
    }

    /** Received now. */
    private static RawRecord record(byte @Nullable [] value) {
        return record(value, NOW);
    }

    private static RawRecord record(byte @Nullable [] value, Instant received) {
        return new KafkaRecord(
                new Source(new UUID(0, 1), "events", 3),
                new ConsumerRecord<>(
                        "events",
                        3,
                        7,
                        received.toEpochMilli(),
                        TimestampType.LOG_APPEND_TIME,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        null,
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
    }
}
