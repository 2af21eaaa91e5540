package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Source;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaRecordTest {

    private static final Source SOURCE = new Source(new UUID(0, 1), "events", 3);

    @Test
    void record_isAsItCame() {
        // Given
        Headers headers = new RecordHeaders()
                .add("source", utf8("billing"))
                .add("", new byte[] {0, (byte) 0xFF})
                .add("größe", null)
                .add("source", new byte[0]);

        // When
        RawRecord record = record(utf8("key"), utf8("value"), headers);

        // Then
        assertThat(record.source()).isEqualTo(SOURCE);
        assertThat(record.offset()).isEqualTo(7);
        assertThat(record.timestamp()).isEqualTo(1_000);
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("key");
        assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("value");
        assertThat(record.headers())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new RawRecord.Header("source", utf8("billing")),
                        new RawRecord.Header("", new byte[] {0, (byte) 0xFF}),
                        new RawRecord.Header("größe", null),
                        new RawRecord.Header("source", new byte[0]));
        int lengths = 2 * 4 * 4; // of four names and four values
        assertThat(record.size()).isEqualTo(3 + 5 + 6 + 7 + 2 + 7 + 6 + lengths);
    }

    @Test
    void nothing_staysNothing() {
        RawRecord record = record(null, null, new RecordHeaders());

        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(record.headers()).isEmpty();
        assertThat(record.size()).isZero();
    }

    private static RawRecord record(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new KafkaRecord(
                SOURCE,
                new ConsumerRecord<>(
                        "events",
                        3,
                        7,
                        1_000,
                        TimestampType.LOG_APPEND_TIME,
                        -1,
                        -1,
                        key,
                        value,
                        headers,
                        Optional.empty()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
