package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.EnumMap;
import java.util.Map;

/** Builds the metrics a test expects; what is not said is 0. */
final class Counts {

    private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    private long offered;
    private long acknowledged;
    private long queued;
    private long queuedBytes;

    Counts() {
        for (Reason reason : Reason.values()) {
            rejected.put(reason, 0L);
        }
    }

    Counts offered(long events) {
        offered = events;
        return this;
    }

    Counts acknowledged(long events) {
        acknowledged = events;
        return this;
    }

    Counts rejected(Reason reason, long events) {
        rejected.put(reason, events);
        return this;
    }

    Counts queued(long events, long bytes) {
        queued = events;
        queuedBytes = bytes;
        return this;
    }

    PublisherMetrics metrics() {
        return new PublisherMetrics(offered, acknowledged, rejected, queued, queuedBytes);
    }

    /** The equation. */
    static boolean addUp(PublisherMetrics metrics) {
        long ended = metrics.acknowledged()
                + metrics.rejected().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        return metrics.offered() + metrics.spool().adopted()
                == ended + metrics.queued() + metrics.spool().events();
    }
}
