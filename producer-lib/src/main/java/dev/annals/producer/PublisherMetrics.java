package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.Map;

/**
 * What became of every event, at one instant. At each:
 *
 * <pre>offered = acknowledged + rejected (the sum over all reasons) + queued</pre>
 *
 * @param offered calls of {@code publish}
 * @param acknowledged by the broker
 * @param rejected by reason; each reason is there, if only with 0
 * @param queued accepted and not ended: waiting, or handed to Kafka and not acknowledged
 * @param queuedBytes of the queued events' keys, values and headers
 */
public record PublisherMetrics(
        long offered, long acknowledged, Map<Reason, Long> rejected, long queued, long queuedBytes) {

    public PublisherMetrics {
        rejected = Map.copyOf(rejected);
    }

    /** For that reason. */
    public long rejected(Reason reason) {
        return rejected.getOrDefault(reason, 0L);
    }
}
