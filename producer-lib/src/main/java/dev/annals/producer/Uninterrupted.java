package dev.annals.producer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A wait that an interrupt must not cut short: it is bounded, and events are at stake. */
final class Uninterrupted {

    private Uninterrupted() {}

    /** Waits again after each interrupt, with what is left of the time; then sets the thread's flag again. */
    static void await(Duration timeout, Wait wait) {
        long start = System.nanoTime();
        long timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                wait.atMost(Math.max(0, timeoutNanos - (System.nanoTime() - start)));
                done = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    interface Wait {
        void atMost(long nanos) throws InterruptedException;
    }
}
