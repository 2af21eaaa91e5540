package dev.annals.command.publish;

import dev.annals.event.EventDraft;
import dev.annals.event.InvalidEventException;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.EventRejectedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
    public CompletableFuture<Outcome> publish(EventDraft draft) {
        return publisher.publish(draft).handle((published, failure) -> outcome(failure));
    }

    private static Outcome outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return new Outcome.Published();
        }
        if (failure instanceof EventRejectedException rejected && isRefusal(rejected)) {
            Throwable reasons = rejected.getCause() instanceof InvalidEventException invalid ? invalid : rejected;
            return new Outcome.Refused(String.valueOf(reasons.getMessage()));
        }
        return new Outcome.Undelivered(String.valueOf(failure.getMessage()));
    }

    private static boolean isRefusal(EventRejectedException rejected) {
        return switch (rejected.reason()) {
            case INVALID, TOO_LARGE -> true;
            case QUEUE_FULL, DELIVERY_FAILED, SPOOL_FULL, SPOOL_EXPIRED, SPOOL_DAMAGED, CLOSED -> false;
        };
    }

    @Override
    public void close() {
        publisher.close();
    }
}
