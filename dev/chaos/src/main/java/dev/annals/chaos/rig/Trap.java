package dev.annals.chaos.rig;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Lies in wait on the way to PostgreSQL until some transaction is at a step, and then does something, once. Thread-safe. */
public final class Trap {

    /** What is done, and whether the connection lives on. */
    @FunctionalInterface
    public interface Action {
        /** The transaction stands still meanwhile. False cuts its connection. */
        boolean run() throws Exception;
    }

    /** Done exceptionally if the action failed. */
    private record Set(Step step, Action action, CompletableFuture<Boolean> connectionLives) {}

    private final AtomicReference<Set> set = new AtomicReference<>();

    /**
     * Returns when it has sprung, and the action is over; false if that was not so in time.
     *
     * @throws IllegalStateException if the action failed
     */
    public boolean spring(Step step, Action action, long seconds) throws InterruptedException {
        Set next = new Set(step, action, new CompletableFuture<>());
        set.set(next);
        try {
            next.connectionLives.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            set.compareAndSet(next, null);
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("what was to be done " + step + " failed: " + e.getCause(), e.getCause());
        }
    }

    /** Whether the connection lives on. */
    boolean at(Step step) {
        Set waiting = set.get();
        if (waiting == null || waiting.step != step || !set.compareAndSet(waiting, null)) {
            return true;
        }
        try {
            boolean lives = waiting.action.run();
            waiting.connectionLives.complete(lives);
            return lives;
        } catch (Exception | Error e) { // for who waits
            waiting.connectionLives.completeExceptionally(e);
            return false;
        }
    }
}
