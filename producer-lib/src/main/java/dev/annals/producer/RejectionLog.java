package dev.annals.producer;

import static java.util.stream.Collectors.joining;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the host's log about rejected events: how many since it last did, why, and what to do. It reads the counters
 * instead of being told, so a flood of rejections costs no more than one. Confined to the housekeeper's thread.
 */
final class RejectionLog {

    private final Outcomes outcomes;
    private final Warnings warnings;
    private PublisherMetrics told;

    RejectionLog(Outcomes outcomes, Warnings warnings) {
        this.outcomes = outcomes;
        this.warnings = warnings;
        this.told = outcomes.snapshot();
    }

    /** Logs what is new, if it is time. */
    void look() {
        if (warnings.isDue()) {
            tell();
        }
    }

    /** Logs what is new. */
    void tell() {
        PublisherMetrics now = outcomes.snapshot();
        long rejected = 0;
        for (Reason reason : Reason.values()) {
            rejected += newlyRejected(now, reason);
        }
        if (rejected > 0) {
            warnings.warn("rejected " + rejected + (rejected == 1 ? " event: " : " events: ") + details(now));
            told = now;
        }
    }

    private String details(PublisherMetrics now) {
        Map<Reason, Rejection> newest = outcomes.newestRejections();
        return Arrays.stream(Reason.values())
                .filter(reason -> newlyRejected(now, reason) > 0)
                .map(reason -> newlyRejected(now, reason) + " " + reason + " (" + message(newest.get(reason)) + ")")
                .collect(joining(", "));
    }

    private static String message(@Nullable Rejection rejection) {
        return rejection == null ? "" : rejection.message().get();
    }

    private long newlyRejected(PublisherMetrics now, Reason reason) {
        return now.rejected(reason) - told.rejected(reason);
    }
}
