package dev.annals.producer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait before the next client is built: from 1 s, doubled each time, to 30 s, and counted from when the last
 * one was built. So a client that worked for a while before it broke is replaced at once. Confined to the sender's thread.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private Duration next = FIRST;
    private long lastAttempt;

    Backoff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastAttempt = nanoTime.getAsLong() - LONGEST.toNanos();
    }

    /** A client is being built now. */
    void attempt() {
        lastAttempt = nanoTime.getAsLong();
    }

    /** The last client was of use. */
    void reset() {
        next = FIRST;
    }

    /** How long to wait from now on; at most zero: not at all. */
    Duration pause() {
        Duration pause = next.minusNanos(nanoTime.getAsLong() - lastAttempt);
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        return pause;
    }
}
