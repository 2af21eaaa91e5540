package dev.annals.ingest.activity;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and tells that counting failed, and remembers it for a while. Kafka Streams calls itself running in between: until
 * the failed thread is replaced, and from then until it fails again at the next commit.
 *
 * <p>Thread-safe.
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /** From one failure to when it can be tried again. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** Longer than a pause, a start and a commit take together. */
    static final Duration RECENT = Duration.ofSeconds(30);

    private static final Duration LOG_EVERY = Duration.ofSeconds(30);

    private final ActivityMetrics metrics;
    private final LongSupplier nanoTime;
    private @Nullable Long lastAt;
    private @Nullable Long loggedAt;

    Failures(ActivityMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    synchronized void failed(Throwable failure) {
        lastAt = nanoTime.getAsLong();
        metrics.failed();
        if (isWithin(LOG_EVERY, loggedAt)) {
            return;
        }
        loggedAt = lastAt;
        log.warn(
                "the activity is not counted now, trying again every {} s from the last commit; events are stored all the"
                        + " same",
                PAUSE.toSeconds(),
                failure);
    }

    /** Whether it failed within the last 30 s: then it may fail again. */
    synchronized boolean areRecent() {
        return isWithin(RECENT, lastAt);
    }

    private boolean isWithin(Duration time, @Nullable Long since) {
        return since != null && nanoTime.getAsLong() - since < time.toNanos();
    }
}
