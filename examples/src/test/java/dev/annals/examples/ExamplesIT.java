package dev.annals.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ExamplesIT {

    private static final String KAFKA = Backends.shared().bootstrapServers();

    @Test
    void everySubscriber_receivesEveryEvent_andPassesWhatIsNone() throws Exception {
        // Given
        createTopic();
        List<Event> first = new CopyOnWriteArrayList<>();
        List<Event> second = new CopyOnWriteArrayList<>();
        EventListener one = new EventListener(KAFKA, "search-index", first::add);
        EventListener other = new EventListener(KAFKA, "mailer", second::add);
        Thread oneThread = start(one);
        Thread otherThread = start(other);

        // When
        writeNoEvent();
        PublishOnce.publish(KAFKA);

        // Then
        Eventually.succeeds(() -> {
            assertThat(first).extracting(Event::type).containsExactlyInAnyOrder("media_item.added", "scan.failed");
            assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        });
        one.stop();
        other.stop();
        oneThread.join(TimeUnit.SECONDS.toMillis(20));
        otherThread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(List.of(oneThread.isAlive(), otherThread.isAlive())).containsOnly(false);
    }

    private static Thread start(EventListener listener) {
        Thread thread = new Thread(listener);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The worker does it elsewhere. */
    private static void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA))) {
            admin.createTopics(List.of(new NewTopic("events", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
            Eventually.succeeds(() -> assertThat(admin.describeTopics(List.of("events"))
                            .allTopicNames()
                            .get()
                            .get("events")
                            .partitions())
                    .hasSize(3)
                    .noneMatch(partition -> partition.leader().isEmpty()));
        }
    }

    private static void writeNoEvent() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("events", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .get();
            producer.send(new ProducerRecord<>("events", null)).get();
        }
    }
}
