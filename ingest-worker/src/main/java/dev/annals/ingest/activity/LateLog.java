package dev.annals.ingest.activity;

import dev.annals.event.Event;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that late events were left out: at the first, then at most once in 30 s with how many. Not a warning: whoever
 * imports a history knows that it is old. Thread-safe.
 */
final class LateLog {

    private static final Logger log = LoggerFactory.getLogger(LateLog.class);

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private long dueAt;
    private long untold;

    LateLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    synchronized void late(Event event) {
        untold++;
        long now = nanoTime.getAsLong();
        if (now - dueAt < 0) {
            return;
        }
        log.info(
                "left {} out of the activity: Kafka got it more than {} h after it happened, last {} of {}",
                untold == 1 ? "one event" : untold + " events",
                Intake.GRACE.toHours(),
                event.id(),
                event.insertedAt());
        untold = 0;
        dueAt = now + EVERY.toNanos();
    }
}
