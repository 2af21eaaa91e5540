package dev.annals.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread or server is about to make true, by asking again and again. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Eventually() {}

    /** What is asked; an exception or a failed assertion means "not yet". */
    @FunctionalInterface
    public interface ThrowingRunnable {
        void run() throws Exception;
    }

    /** Returns as soon as {@code condition} passes; fails with its last complaint after 30 s. */
    public static void succeeds(ThrowingRunnable condition) {
        succeeds(PATIENCE, condition);
    }

    /** Returns as soon as {@code condition} passes; fails with its last complaint after {@code patience}. */
    public static void succeeds(Duration patience, ThrowingRunnable condition) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            Throwable complaint;
            try {
                condition.run();
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                complaint = e;
            } catch (Exception | AssertionError e) {
                complaint = e;
            }
            long elapsed = System.nanoTime() - start;
            if (elapsed >= patience.toNanos() || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(verdict(elapsed, attempt, complaint), complaint);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String verdict(long elapsedNanos, int attempts, Throwable complaint) {
        return String.format(
                Locale.ROOT,
                "%s after %.1f s and %d attempts: %s",
                Thread.currentThread().isInterrupted() ? "interrupted" : "still failing",
                elapsedNanos / 1e9,
                attempts,
                complaint.getMessage() == null ? complaint : complaint.getMessage());
    }
}
