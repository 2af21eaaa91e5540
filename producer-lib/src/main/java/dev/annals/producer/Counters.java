package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.EnumMap;
import java.util.Map;

/** How many events were accepted and how they ended. Guarded by the lock of the {@link EventQueue}. */
final class Counters {

    private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    private final Map<Reason, Rejection> newest = new EnumMap<>(Reason.class);
    private long accepted;
    private long acknowledged;

    void accepted() {
        accepted++;
    }

    void acknowledged(int events) {
        acknowledged += events;
    }

    void rejected(Rejection rejection) {
        rejected.merge(rejection.reason(), 1L, Long::sum);
        newest.put(rejection.reason(), rejection);
    }

    /** Each refusal is read once, and counts as offered and as rejected: so the numbers add up while more are refused. */
    PublisherMetrics with(Refusals refusals, long queued, long queuedBytes) {
        Map<Reason, Long> all = new EnumMap<>(Reason.class);
        long refused = 0;
        for (Reason reason : Reason.values()) {
            long count = refusals.count(reason);
            refused += count;
            all.put(reason, rejected.getOrDefault(reason, 0L) + count);
        }
        return new PublisherMetrics(accepted + refused, acknowledged, all, queued, queuedBytes);
    }

    /** For each reason there was. */
    Map<Reason, Rejection> newestRejections(Refusals refusals) {
        Map<Reason, Rejection> all = new EnumMap<>(newest);
        for (Reason reason : Reason.values()) {
            Rejection refusal = refusals.newest(reason);
            if (refusal != null) {
                all.put(reason, refusal);
            }
        }
        return all;
    }
}
