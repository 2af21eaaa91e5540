package dev.annals.producer;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.producer.EventRejectedException.Reason;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Tells the host's listener of events that Kafka refused after they were spooled. The listener may block: then events would
 * gather here, so no more should be read from disk while it {@linkplain #isBehind() is behind}. Thread-safe.
 */
final class RefusedEvents {

    private static final Set<Reason> BY_THE_SPOOL =
            Set.of(Reason.SPOOL_FULL, Reason.SPOOL_EXPIRED, Reason.SPOOL_DAMAGED);

    private final BiConsumer<Event, EventRejectedException> listener;
    private final CallbackThreads callbacks;
    private final long maxBacklog;

    RefusedEvents(BiConsumer<Event, EventRejectedException> listener, CallbackThreads callbacks, long maxBacklog) {
        this.listener = listener;
        this.callbacks = callbacks;
        this.maxBacklog = maxBacklog;
    }

    /** What the spool itself gave up is not told. */
    void tell(EncodedEvent event, Rejection rejection) {
        if (!BY_THE_SPOOL.contains(rejection.reason())) {
            callbacks.execute(() -> listener.accept(EventJson.decode(event.value()), rejection.toException()));
        }
    }

    boolean isBehind() {
        return callbacks.backlog() > maxBacklog;
    }
}
