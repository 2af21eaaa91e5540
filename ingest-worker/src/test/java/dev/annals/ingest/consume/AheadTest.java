package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class AheadTest {

    private final Ahead ahead = new Ahead(new Decoder(Clock.systemUTC(), Retention.parse("30d")), 4, 1_000_000);

    @Test
    void expired_areCountedInTheBatch_andAreNoRows() {
        add(0, 10, 40, 50);

        Batch batch = ahead.take(List.of());

        assertThat(batch.rows()).hasSize(1);
        assertThat(batch.deadLetters()).isEmpty();
        assertThat(batch.expired()).hasSize(2);
        assertThat(ahead.take(List.of()).expired()).isEmpty();
    }

    @Test
    void expired_takeRoom_soThatABatchOfThemEndsToo() {
        add(0, 40, 40, 40);
        assertThat(ahead.hasRoom()).isTrue();

        add(0, 40);

        assertThat(ahead.hasRoom()).isFalse();
        assertThat(ahead.size()).isEqualTo(4);
    }

    @Test
    void expired_areForgotten_withTheirPartition() {
        add(0, 40, 40);
        add(1, 40);

        ahead.forget(new TopicPartition("events", 0));

        assertThat(ahead.take(List.of()).expired()).hasSize(1);
    }

    private void add(int partition, int... daysOld) {
        Source source = new Source(new UUID(0, 1), "events", partition);
        long received = Instant.now().toEpochMilli();
        for (int days : daysOld) {
            Instant time = Instant.now().minus(Duration.ofDays(days));
            byte[] value =
                    EventJson.encode(Event.draft("a", "a.b").insertedAt(time).toEvent());
            ahead.add(
                    new OpenPartition(source, 0),
                    List.of(new ConsumerRecord<>(
                            "events",
                            partition,
                            0,
                            received,
                            TimestampType.LOG_APPEND_TIME,
                            ConsumerRecord.NULL_SIZE,
                            ConsumerRecord.NULL_SIZE,
                            null,
                            value,
                            new RecordHeaders(),
                            Optional.empty())));
        }
    }
}
