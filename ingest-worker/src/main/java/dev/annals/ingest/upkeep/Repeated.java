package dev.annals.ingest.upkeep;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A job on a thread of its own that runs again and again, first at the start. Thread-safe. */
final class Repeated {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Runnable job;
    private final Duration every;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    /** @param every from the end of one run to the start of the next */
    Repeated(String name, Runnable job, Duration every) {
        this.job = job;
        this.every = every;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true); // a long statement does not keep the process: it is rolled back
    }

    void start() {
        thread.start();
    }

    private void run() {
        do {
            job.run();
        } while (pause(every));
    }

    /** What a job waits by. False if it is to end. */
    boolean pause(Duration time) {
        try {
            return !stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for the job, five seconds at most; false if it goes on. */
    boolean close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
