package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.EnumMap;
import java.util.Map;

/** How many events were offered and how they ended. Guarded by the lock of the {@link EventQueue}. */
final class Counters {

    private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    private final Map<Reason, String> lastMessages = new EnumMap<>(Reason.class);
    private long offered;
    private long acknowledged;

    Counters() {
        for (Reason reason : Reason.values()) {
            rejected.put(reason, 0L);
        }
    }

    void offered() {
        offered++;
    }

    void acknowledged() {
        acknowledged++;
    }

    void rejected(EventRejectedException rejection) {
        rejected.merge(rejection.reason(), 1L, Long::sum);
        lastMessages.put(rejection.reason(), String.valueOf(rejection.getMessage()));
    }

    PublisherMetrics with(long queued, long queuedBytes) {
        return new PublisherMetrics(offered, acknowledged, rejected, queued, queuedBytes);
    }

    /** The newest rejection's message for each reason there was. */
    Map<Reason, String> lastMessages() {
        return Map.copyOf(lastMessages);
    }
}
