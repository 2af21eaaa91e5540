package dev.annals.producer;

import static dev.annals.producer.EventQueueTest.reasonOf;
import static dev.annals.producer.TestPublishers.movie;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Severity;
import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.testkit.Backends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The publisher on a real broker that is well. */
class EventPublisherIT {

    @Test
    void publish_deliversKeyHeadersAndValue() throws Exception {
        // Given
        TestTopic topic = topic(Map.of());
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Event event = Event.draft("media", "media_item.added")
                .actor(Actor.user("u-1"))
                .resource("movie", "m-1")
                .severity(Severity.WARNING)
                .metadata(Map.of("title", "Amélie"))
                .toEvent();

        // When
        Published published;
        try (EventPublisher publisher = topic.publisher()
                .traceContext(() -> Map.of("traceparent", trace))
                .build()) {
            published = publisher.publish(event).get();
        }

        // Then
        List<ConsumerRecord<String, byte[]>> records = topic.read();
        assertThat(records).hasSize(1);
        ConsumerRecord<String, byte[]> record = records.get(0);
        assertThat(published).isEqualTo(new Published(event.id(), record.partition(), record.offset()));
        assertThat(record.key()).isEqualTo("movie:m-1");
        assertThat(EventJson.decode(record.value())).isEqualTo(event);
        assertThat(headers(record))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", event.id().toString())
                .containsEntry("ce_type", "media_item.added")
                .containsEntry("ce_source", "test")
                .containsEntry("ce_subject", "movie/m-1")
                .containsEntry("content-type", "application/json")
                .containsEntry("traceparent", trace);
    }

    @Test
    void publish_rejectsWhatIsTooLargeForTheTopic_andDeliversItsNeighbours() throws Exception {
        // Given
        TestTopic topic = topic(Map.of("max.message.bytes", "20000"));
        List<CompletableFuture<Published>> neighbours = new ArrayList<>();
        CompletableFuture<Published> large;

        // When
        try (EventPublisher publisher = topic.publisher().build()) {
            neighbours.addAll(publishSmall(publisher, 50));
            large = publisher.publish(movie("m-1").metadata(incompressible(40_000)));
            neighbours.addAll(publishSmall(publisher, 50));
            publisher.flush(Duration.ofSeconds(30));
        }

        // Then
        assertThat(reasonOf(large)).isEqualTo(Reason.TOO_LARGE);
        assertThat(neighbours).allSatisfy(neighbour -> assertThat(neighbour).isCompleted());
        assertThat(topic.read()).hasSize(100);
    }

    @Test
    void publish_rejectsWhatIsTooLargeForTheTopic_alsoWhenItSharesABatch() throws Exception {
        // Given
        TestTopic topic = topic(Map.of("max.message.bytes", "4000"));
        List<CompletableFuture<Published>> neighbours = new ArrayList<>();
        CompletableFuture<Published> large;

        // When
        try (EventPublisher publisher =
                topic.publisher().kafka(Map.of("linger.ms", "200")).build()) {
            neighbours.addAll(publishSmall(publisher, 5));
            large = publisher.publish(movie("m-1").metadata(incompressible(6_000)));
            neighbours.addAll(publishSmall(publisher, 5));
            publisher.flush(Duration.ofSeconds(110));
        }

        // Then
        assertThat(reasonOf(large)).isEqualTo(Reason.TOO_LARGE);
        assertThat(neighbours).allSatisfy(neighbour -> assertThat(neighbour).isCompleted());
    }

    @Test
    void publish_waitsForATopicThatIsMissing() throws Exception {
        // Given
        TestTopic missing = new TestTopic(Backends.shared().bootstrapServers(), "missing-");

        // When
        boolean flushed;
        PublisherMetrics metrics;
        try (EventPublisher publisher =
                missing.publisher().closeTimeout(Duration.ZERO).build()) {
            publisher.publish(movie("m-1"));
            flushed = publisher.flush(Duration.ofSeconds(2));
            metrics = publisher.metrics();
        }

        // Then
        assertThat(flushed).isFalse();
        assertThat(metrics.queued()).isEqualTo(1);
    }

    private static List<CompletableFuture<Published>> publishSmall(EventPublisher publisher, int count) {
        List<CompletableFuture<Published>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(publisher.publish(movie("m-1")));
        }
        return futures;
    }

    private static Map<String, String> incompressible(int bytes) {
        byte[] random = new byte[bytes * 3 / 4];
        new Random(1).nextBytes(random);
        return Map.of("noise", Base64.getEncoder().encodeToString(random));
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    private static TestTopic topic(Map<String, String> settings) throws Exception {
        return TestTopic.create(Backends.shared().bootstrapServers(), settings);
    }
}
