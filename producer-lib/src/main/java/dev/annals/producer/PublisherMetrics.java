package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.Map;

/**
 * What became of every event, at one instant. At each:
 *
 * <pre>offered + adopted = acknowledged + rejected (the sum over all reasons) + queued + spooled</pre>
 *
 * <p>where adopted and spooled are {@code spool().adopted()} and {@code spool().events()}, both zero without a spool.
 *
 * @param offered calls of {@code publish}
 * @param acknowledged by the broker
 * @param rejected by reason; each reason is there, if only with 0
 * @param queued accepted, in memory only and not ended: waiting, or handed to Kafka and not acknowledged
 * @param queuedBytes of the queued events' keys, values and headers
 * @param spool what is on disk
 */
public record PublisherMetrics(
        long offered,
        long acknowledged,
        Map<Reason, Long> rejected,
        long queued,
        long queuedBytes,
        SpoolMetrics spool) {

    public PublisherMetrics {
        rejected = Map.copyOf(rejected);
    }

    PublisherMetrics(long offered, long acknowledged, Map<Reason, Long> rejected, long queued, long queuedBytes) {
        this(offered, acknowledged, rejected, queued, queuedBytes, SpoolMetrics.NONE);
    }

    /** For that reason. */
    public long rejected(Reason reason) {
        return rejected.getOrDefault(reason, 0L);
    }
}
