package dev.annals.producer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does every tenth of a second what must happen however stuck the other threads are: ends events whose time is up, sees
 * that callbacks go on, has rejections logged. It never waits for anything but the clock.
 *
 * <p>Owns one thread, which outlives {@code close} until the last callback has begun.
 */
final class Housekeeper implements Runnable {

    private static final Duration ROUND = Duration.ofMillis(100);

    /** Somebody waits in {@code close}. */
    private static final Duration LAST_ROUND = Duration.ofMillis(5);

    private final Route route;
    private final CallbackThreads callbacks;
    private final RejectionLog log;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Housekeeper(Route route, CallbackThreads callbacks, RejectionLog log) {
        this.route = route;
        this.callbacks = callbacks;
        this.log = log;
    }

    @Override
    public void run() {
        try {
            while (!stopping.await(ROUND.toNanos(), TimeUnit.NANOSECONDS)) {
                round();
            }
            log.tell();
            callbacks.stop();
            while (callbacks.backlog() > 0) {
                TimeUnit.NANOSECONDS.sleep(LAST_ROUND.toNanos());
                callbacks.watch();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody knows this thread to interrupt it", e);
        }
    }

    private void round() {
        try {
            route.look();
            callbacks.watch();
            log.look();
        } catch (RuntimeException | Error e) { // a host out of memory or of threads: the next round may do better
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** All events have ended; the thread follows when the callbacks are done. */
    void stop() {
        stopping.countDown();
    }
}
