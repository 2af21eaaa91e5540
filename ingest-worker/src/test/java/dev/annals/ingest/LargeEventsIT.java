package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Metadata;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backlog that takes little room on the topic, and much in memory: a worker of two lanes with 256 MB of heap. */
class LargeEventsIT {

    private static final int PARTITIONS = 6;
    private static final Duration SOON = Duration.ofSeconds(120);

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private TestDatabase table;
    private TestTopic topic;
    private WorkerProcess worker;

    @BeforeEach
    void prepare() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("large"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        topic.create(PARTITIONS);
    }

    @AfterEach
    void stop() throws Exception {
        if (worker != null) {
            worker.close();
        }
        topic.close();
    }

    @Test
    void largeEvents_thatCompressWell_areStored() throws Exception {
        // Given
        int events = 8_000;
        Metadata metadata = Event.draft("a", "a.b")
                .metadata(Map.of("text", "a".repeat(60_000)))
                .toEvent()
                .metadata();
        send(
                events,
                n -> EventJson.encode(
                        Event.draft("media", "item.added").metadata(metadata).toEvent()));

        // When
        worker = start();

        // Then
        Eventually.succeeds(SOON, () -> assertThat(stored()).isEqualTo(events));
        assertThat(table.count("events")).isEqualTo(events);
        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void recordsOfAMegabyte_areDeadLetters_untilTheirPartitionsStop() throws Exception {
        // Given
        byte[] noEvent = "x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
        send(1_500, n -> noEvent);

        // When
        worker = start();

        // Then
        Eventually.succeeds(
                SOON, () -> assertThat(table.count("partition_stops")).isEqualTo(PARTITIONS));
        assertThat(stored()).isEqualTo(table.count("dead_letters")).isPositive();
        assertThat(worker.isAlive()).isTrue();
    }

    private void send(int records, IntFunction<byte[]> values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                topic.newProducer(Map.of("compression.type", "lz4", "batch.size", 1_000_000))) {
            for (int n = 0; n < records; n++) {
                var unused = producer.send(new ProducerRecord<>(topic.name(), n % PARTITIONS, null, values.apply(n)));
            }
        }
        assertThat(topic.endOffsets()).isEqualTo(records);
    }

    private long stored() throws Exception {
        return Long.parseLong(table.value("select coalesce(sum(next_offset), 0) from ingest_positions"));
    }

    private WorkerProcess start() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_LANES", "2");
        return new WorkerProcess(environment, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    }
}
