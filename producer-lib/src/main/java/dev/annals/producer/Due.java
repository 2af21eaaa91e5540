package dev.annals.producer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when something may be done again that is not done more often than that. Due at once. Single-threaded. */
final class Due {

    private final LongSupplier nanoTime;
    private final Duration pause;
    private long last;

    Due(LongSupplier nanoTime, Duration pause) {
        this.nanoTime = nanoTime;
        this.pause = pause;
        now();
    }

    boolean isDue() {
        return nanoTime.getAsLong() - last >= pause.toNanos();
    }

    /** Is due at once. */
    void now() {
        last = nanoTime.getAsLong() - pause.toNanos();
    }

    /** Is due after the pause. */
    void later() {
        last = nanoTime.getAsLong();
    }
}
