package dev.annals.chaos.rig;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Lies in wait on the way to PostgreSQL until some transaction is at a step, and then does something, once. Thread-safe. */
public final class Trap {

    /** What is done, and whether the connection lives on. */
    @FunctionalInterface
    public interface Action {
        /** The transaction stands still meanwhile. False cuts its connection. */
        boolean run() throws Exception;
    }

    private record Set(Step step, Action action, CountDownLatch sprung) {}

    private final AtomicReference<Set> set = new AtomicReference<>();

    /** Returns when it has sprung; false if no transaction came there in time. */
    public boolean spring(Step step, Action action, long seconds) throws InterruptedException {
        Set next = new Set(step, action, new CountDownLatch(1));
        set.set(next);
        if (next.sprung.await(seconds, TimeUnit.SECONDS)) {
            return true;
        }
        set.compareAndSet(next, null);
        return false;
    }

    /** Whether the connection lives on. */
    boolean at(Step step) {
        Set waiting = set.get();
        if (waiting == null || waiting.step != step || !set.compareAndSet(waiting, null)) {
            return true;
        }
        try {
            return waiting.action.run();
        } catch (Exception e) {
            throw new IllegalStateException("the trap at " + step + " failed", e);
        } finally {
            waiting.sprung.countDown();
        }
    }
}
