package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.EnumMap;
import java.util.Map;

/** How many events were offered and how they ended. Guarded by the lock of the {@link EventQueue}. */
final class Counters {

    private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    private final Map<Reason, Rejection> newest = new EnumMap<>(Reason.class);
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

    void rejected(Rejection rejection) {
        rejected.merge(rejection.reason(), 1L, Long::sum);
        newest.put(rejection.reason(), rejection);
    }

    PublisherMetrics with(long queued, long queuedBytes) {
        return new PublisherMetrics(offered, acknowledged, rejected, queued, queuedBytes);
    }

    /** For each reason there was. */
    Map<Reason, Rejection> newestRejections() {
        return Map.copyOf(newest);
    }
}
