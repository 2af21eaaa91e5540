package dev.annals.producer;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import java.time.Duration;
import java.util.Map;

/** Small drafts and settings that tests vary. */
final class TestPublishers {

    private TestPublishers() {}

    /** Its key is {@code movie:id}. */
    static EventDraft movie(String id) {
        return Event.draft("media", "media_item.added").resource("movie", id);
    }

    static EncodedEvent encodedMovie(String id) {
        return new EventEncoder("test", Map::of).encode(movie(id).toEvent());
    }

    static EventPublisherBuilder builder() {
        return EventPublisher.builder().bootstrapServers("localhost:9092").source("test");
    }

    static PublisherConfig config(int maxEvents, long maxBytes, OverflowPolicy overflow) {
        return new PublisherConfig(
                "localhost:9092",
                "test",
                "",
                maxEvents,
                maxBytes,
                overflow,
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                Map.of());
    }
}
