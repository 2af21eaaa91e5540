package dev.annals.ingest.consume;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that events were older than the retention, now and then: whoever imports old ones has many of them.
 *
 * <p>Confined to the poll thread.
 */
final class ExpiredLog {

    private static final Logger log = LoggerFactory.getLogger(ExpiredLog.class);

    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private long untold;
    private boolean told;
    private long toldAt;

    ExpiredLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(int events) {
        untold += events;
        long now = nanoTime.getAsLong();
        if (untold == 0 || (told && now - toldAt < AT_MOST_EVERY.toNanos())) {
            return;
        }
        log.info("{} events were not stored: they are older than ANNALS_WORKER_RETENTION", untold);
        untold = 0;
        told = true;
        toldAt = now;
    }
}
