package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventJson;
import dev.annals.testkit.Backends;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The examples of the README, run as they are printed there. */
class ReadmeExamplesIT {

    @Test
    void publisher_inTenLines() throws Exception {
        // Given
        TestTopic topic = TestTopic.create(Backends.shared().bootstrapServers(), Map.of());

        // When
        publish(topic.bootstrapServers(), topic.prefix());

        // Then
        assertThat(topic.read()).singleElement().satisfies(record -> {
            Event event = EventJson.decode(record.value());
            assertThat(event.type()).isEqualTo("media_item.added");
            assertThat(event.actor()).isEqualTo(Actor.user("u-1"));
            assertThat(event.metadata().json()).isEqualTo("{\"title\":\"Heat\"}");
        });
    }

    @Test
    void create_isOnTheTopic_whenItReturns() throws Exception {
        // Given
        TestTopic topic = TestTopic.create(Backends.shared().bootstrapServers(), Map.of());

        // When
        URI row = create(topic.bootstrapServers(), topic.prefix());

        // Then
        assertThat(topic.read())
                .singleElement()
                .satisfies(record -> assertThat(row)
                        .hasToString("http://localhost:8080/v1/events/"
                                + EventJson.decode(record.value()).id() + "?wait=5s"));
    }

    private static URI create(String kafka, String prefix) throws InterruptedException, TimeoutException {
        try (EventPublisher events = EventPublisher.builder()
                .bootstrapServers(kafka)
                .source("billing")
                .topicPrefix(prefix)
                .build()) {
            // readme: create
            EventDraft draft = Event.draft("media", "media_item.added").resource("movie", "m-1");
            Published published = events.publishAndWait(draft, Duration.ofSeconds(5));
            // Kafka has it, so it will be stored; this address answers once it is:
            URI row = URI.create("http://localhost:8080/v1/events/" + published.id() + "?wait=5s");
            // readme: end
            return row;
        }
    }

    private static void publish(String kafka, String prefix) {
        // readme: publisher
        try (EventPublisher events = EventPublisher.builder()
                .bootstrapServers(kafka) // "localhost:9092"
                .source("billing") // which service says so
                .topicPrefix(prefix)
                .build()) {

            events.publish(Event.draft("media", "media_item.added")
                    .actor(Actor.user("u-1"))
                    .resource("movie", "m-1")
                    .metadata(Map.of("title", "Heat")));
        } // waits for Kafka, ten seconds at most
        // readme: end
    }
}
