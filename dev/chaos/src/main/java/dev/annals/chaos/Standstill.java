package dev.annals.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Watches a number that should grow, from a thread of its own. */
final class Standstill implements AutoCloseable {

    private static final long EVERY_MILLIS = 250;
    private static final Duration TO_END = Duration.ofSeconds(90); // asking may take a minute

    private final LongSupplier number;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "standstill");
    private long last;
    private long since = System.nanoTime();
    private long longest;

    Standstill(LongSupplier number) {
        this.number = number;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long now = number.getAsLong();
        synchronized (this) {
            longest = Math.max(longest, System.nanoTime() - since);
            if (now > last) {
                last = now;
                since = System.nanoTime();
            }
        }
    }

    /** So far: the longest time in which it did not grow. */
    synchronized Duration longest() {
        return Duration.ofNanos(Math.max(longest, System.nanoTime() - since));
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join(TO_END.toMillis());
        if (thread.isAlive()) {
            throw new IllegalStateException(
                    "the number that should grow is not known within " + TO_END.toSeconds() + " s");
        }
    }
}
