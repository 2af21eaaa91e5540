package dev.annals.command.publish;

import dev.annals.event.EventDraft;
import dev.annals.producer.EventPublisher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The library's publisher, with time-outs that leave giving up to the run. */
public final class PublisherOutlet implements Outlet {

    static final int QUEUE_MAX_EVENTS = 10_000;
    static final long QUEUE_MAX_BYTES = 16 * 1024 * 1024;

    private static final Duration LAST_CHANCE = Duration.ofSeconds(2);

    private final EventPublisher publisher;

    private PublisherOutlet(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** @throws IllegalArgumentException with what is wrong about a name or an address */
    public static PublisherOutlet open(String bootstrapServers, String topicPrefix, String source, Duration patience) {
        return new PublisherOutlet(EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .topicPrefix(topicPrefix)
                .source(source)
                .queueMaxEvents(QUEUE_MAX_EVENTS)
                .queueMaxBytes(QUEUE_MAX_BYTES)
                .deliveryTimeout(patience.plusMinutes(2))
                .closeTimeout(LAST_CHANCE)
                .build());
    }

    @Override
    public CompletableFuture<?> publish(EventDraft draft) {
        return publisher.publish(draft);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
