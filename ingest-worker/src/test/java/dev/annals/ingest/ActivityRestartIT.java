package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.ingest.activity.ActivitySettings;
import dev.annals.ingest.activity.ActivityStream;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams gives up altogether: the thread that failed cannot be replaced. */
class ActivityRestartIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int TOO_SMALL = 200; // for a row; what ends a transaction needs less

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";

    @AfterEach
    void mend() {
        BrittleClients.broken = false;
    }

    @Test
    void counting_goesOn_afterKafkaStreamsHasEnded(@TempDir Path state) throws Exception {
        // Given
        String kafka = Backends.shared().bootstrapServers();
        Map<String, String> clients =
                Map.of("bootstrap.servers", kafka, "main.consumer.interceptor.classes", BrittleClients.class.getName());
        try (TestTopic topic = new TestTopic(kafka, prefix + "events");
                ActivityRows rows = new ActivityRows(kafka, prefix + "events.activity");
                ActivityStream stream =
                        new ActivityStream(new ActivitySettings(clients, prefix, "g", state), registry)) {
            topic.create(1);
            topic.send(event());
            stream.start();
            Eventually.succeeds(SOON, () -> assertThat(rows.total()).isEqualTo(1));
            assertThat(running()).isEqualTo(1);

            // When
            BrittleClients.broken = true;
            setLargestRow(topic, TOO_SMALL);
            topic.send(event());

            // Then: once the thread, once Kafka Streams
            Eventually.succeeds(SOON, () -> assertThat(failures()).isGreaterThanOrEqualTo(2));
            assertThat(running()).isZero();

            // When
            setLargestRow(topic, 1_000_000);
            BrittleClients.broken = false;

            // Then
            Eventually.succeeds(SOON, () -> assertThat(rows.total()).isEqualTo(2));
        }
    }

    private void setLargestRow(TestTopic topic, int bytes) throws Exception {
        ConfigResource rows = new ConfigResource(ConfigResource.Type.TOPIC, prefix + "events.activity");
        ConfigEntry largest = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
        topic.admin()
                .incrementalAlterConfigs(Map.of(rows, List.of(new AlterConfigOp(largest, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private double running() {
        return registry.get("annals.activity.running").gauge().value();
    }

    private double failures() {
        return registry.get("annals.activity.failures").counter().count();
    }

    private static Event event() {
        return Event.draft("media", "media_item.added").toEvent();
    }
}
