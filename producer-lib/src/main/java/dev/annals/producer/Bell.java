package dev.annals.producer;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a thread that has nothing to do. While it has something now and then, it looks for itself, every millisecond: to wake a
 * thread is a system call, and the thread that is woken may take the processor from the caller in the middle of
 * {@code publish}. Only after a while without anything it sleeps until somebody rings.
 *
 * <p>One thread waits; any may ring.
 */
final class Bell {

    static final Duration NAP = Duration.ofMillis(1);

    /** For so long after the last work. */
    private static final Duration LIVELY = Duration.ofMillis(100);

    private final Semaphore bell = new Semaphore(0);
    private volatile boolean looksItself;
    private long lastWorkNanos = System.nanoTime() - LIVELY.toNanos();

    /** By the waiting thread: it had something to do, and will look again. */
    void worked() {
        lastWorkNanos = System.nanoTime();
        looksItself = true;
    }

    /** By the waiting thread: returns when it rang, after that time, or when there may be something all the same. */
    void await(long nanos) throws InterruptedException {
        if (System.nanoTime() - lastWorkNanos < LIVELY.toNanos()) {
            var unusedAsItLooksAnyway = bell.tryAcquire(Math.min(nanos, NAP.toNanos()), TimeUnit.NANOSECONDS);
        } else if (looksItself) {
            looksItself = false; // whoever came before did not ring: look once more, then sleep
        } else {
            var unusedAsItLooksAnyway = bell.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** If it sleeps; else it will look soon. */
    void ringIfAsleep() {
        if (!looksItself) {
            ring();
        }
    }

    /** Now. */
    void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    boolean isAsleep() {
        return !looksItself && bell.hasQueuedThreads();
    }
}
