package dev.annals.producer;

import static dev.annals.producer.TestPublishers.movie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventJson;
import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The publisher while its broker is away. */
class BrokerOutageIT {

    private static final int KEYS = 20;

    @Test
    void eventsPublishedBeforeThereIsABroker_arriveInOrder_whenItComes() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            kafka.start();
            TestTopic topic = TestTopic.create(kafka.bootstrapServers(), Map.of());
            kafka.stop();
            try (EventPublisher publisher = topic.publisher().build()) {
                List<UUID> ids = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    ids.add(publish(publisher, i));
                }

                // When
                kafka.start();
                long back = System.nanoTime();
                Eventually.succeeds(
                        () -> assertThat(publisher.metrics().acknowledged()).isPositive());
                Duration firstAcknowledgement = Duration.ofNanos(System.nanoTime() - back);
                boolean flushed = publisher.flush(Duration.ofSeconds(30));

                // Then
                assertThat(flushed).isTrue();
                assertThat(firstAcknowledgement).isLessThan(Duration.ofSeconds(5));
                assertArrivedInOrder(topic, ids);
            }
        }
    }

    @Test
    void brokerRestartedUnderLoad_losesNothing_andKeepsTheOrder() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            kafka.start();
            TestTopic topic = TestTopic.create(kafka.bootstrapServers(), Map.of());
            try (EventPublisher publisher = topic.publisher().build()) {
                AtomicBoolean stop = new AtomicBoolean();
                CompletableFuture<List<UUID>> load = CompletableFuture.supplyAsync(() -> publishUntil(stop, publisher));
                awaitAcknowledged(publisher, 200);

                // When
                for (int i = 0; i < 2; i++) {
                    kafka.stop();
                    awaitQueued(publisher, 500);
                    kafka.start();
                    awaitAcknowledged(publisher, publisher.metrics().acknowledged() + 1_000);
                }
                stop.set(true);
                List<UUID> ids = load.get();
                boolean flushed = publisher.flush(Duration.ofSeconds(60));

                // Then
                assertThat(flushed).isTrue();
                assertThat(publisher.metrics())
                        .isEqualTo(new Counts()
                                .offered(ids.size())
                                .acknowledged(ids.size())
                                .metrics());
                assertArrivedInOrder(topic, ids);
            }
        }
    }

    private static UUID publish(EventPublisher publisher, int number) {
        var event = movie("m-" + number % KEYS).toEvent();
        publisher.publish(event);
        return event.id();
    }

    /** About 500 events a second. */
    private static List<UUID> publishUntil(AtomicBoolean stop, EventPublisher publisher) {
        List<UUID> ids = new ArrayList<>();
        while (!stop.get()) {
            ids.add(publish(publisher, ids.size()));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return ids;
    }

    private static void awaitAcknowledged(EventPublisher publisher, long events) {
        Eventually.succeeds(() -> assertThat(publisher.metrics().acknowledged()).isGreaterThan(events));
    }

    private static void awaitQueued(EventPublisher publisher, long events) {
        Eventually.succeeds(() -> assertThat(publisher.metrics().queued()).isGreaterThan(events));
    }

    /** Each at least once; and per key, first arrivals in the order of publishing. */
    private static void assertArrivedInOrder(TestTopic topic, List<UUID> published) {
        Map<String, List<UUID>> arrived = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        topic.read().forEach(record -> {
            UUID id = EventJson.decode(record.value()).id();
            if (seen.add(id)) {
                arrived.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(id);
            }
        });
        Map<String, List<UUID>> expected = new HashMap<>();
        for (int i = 0; i < published.size(); i++) {
            expected.computeIfAbsent("movie:m-" + i % KEYS, key -> new ArrayList<>())
                    .add(published.get(i));
        }
        assertThat(arrived).isEqualTo(expected);
    }
}
