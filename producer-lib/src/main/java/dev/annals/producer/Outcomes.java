package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.Map;

/** What became of all events. Thread-safe. */
interface Outcomes {

    PublisherMetrics snapshot();

    /** For each reason there was. */
    Map<Reason, Rejection> newestRejections();
}
