package dev.annals.producer;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One kind of warning in the host's log: the first at once, then at most one per 30 s. A host's log appender may itself
 * publish events, so more would feed on itself. Confined to one thread.
 */
final class Warnings {

    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long lastNanos;

    Warnings(Consumer<String> log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - SILENCE.toNanos();
    }

    /** Whether one may be logged now. */
    boolean isDue() {
        return nanoTime.getAsLong() - lastNanos >= SILENCE.toNanos();
    }

    /** Logs one, due or not. */
    void warn(String line) {
        lastNanos = nanoTime.getAsLong();
        log.accept(line);
    }
}
