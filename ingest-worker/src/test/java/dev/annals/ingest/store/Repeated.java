package dev.annals.ingest.store;

import dev.annals.testkit.Eventually.ThrowingRunnable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Does something again and again on a thread of its own, until it is closed; closing fails if one of the turns did. */
final class Repeated implements AutoCloseable {

    private final ThrowingRunnable work;
    private final AtomicInteger turns = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "repeated");
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    Repeated(ThrowingRunnable work) {
        this.work = work;
        thread.start();
    }

    private void run() {
        try {
            while (!stopping) {
                work.run();
                turns.incrementAndGet();
            }
        } catch (Exception | AssertionError e) {
            failure = e;
        }
    }

    /** How often it was done; fails as soon as one of the turns did. */
    int turns() {
        Throwable found = failure;
        if (found != null) {
            throw new AssertionError("turn " + turns + " failed: " + found.getMessage(), found);
        }
        return turns.get();
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        turns();
    }
}
