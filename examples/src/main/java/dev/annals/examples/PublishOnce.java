package dev.annals.examples;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.Published;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Publishes two events and tells where in Kafka each of them is, or why it is not. */
public final class PublishOnce {

    private PublishOnce() {}

    public static void main(String[] args) {
        publish(args.length == 1 ? args[0] : "localhost:9092");
    }

    static void publish(String bootstrapServers) {
        List<EventDraft> drafts = List.of(
                Event.draft("media", "media_item.added")
                        .actor(Actor.user("ada"))
                        .resource("movie", "m-1")
                        .metadata(Map.of("title", "Heat")),
                Event.draft("media", "scan.failed")
                        .actor(Actor.job("nightly"))
                        .severity(Severity.ERROR)
                        .metadata(Map.of("path", "/media")));
        try (EventPublisher events = EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .source("examples")
                .build()) { // a service keeps one for as long as it runs
            List<? extends CompletableFuture<?>> told = drafts.stream()
                    .map(draft -> events.publish(draft).handle(PublishOnce::tell))
                    .toList();
            told.forEach(CompletableFuture::join);
        }
    }

    /** Only one of the two is there. */
    private static @Nullable Void tell(@Nullable Published published, @Nullable Throwable rejected) {
        System.out.println(rejected == null ? String.valueOf(published) : rejected.getMessage());
        return null;
    }
}
