package dev.annals.query.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets only so many requests be worked on at a time and refuses the others at once: a client that comes back later is
 * better served than one in a queue. An answer counts until it is sent, so that slow readers cannot fill the memory.
 * Thread-safe.
 */
final class ConcurrencyLimit {

    private final int limit;
    private final Semaphore free;

    ConcurrencyLimit(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    Route around(Route route) {
        return call -> {
            Runnable release = take();
            try {
                return route.answer(call).whenSent(release);
            } catch (RuntimeException | Error e) {
                release.run();
                throw e;
            }
        };
    }

    /** A request counts while it waits as well. */
    WaitingRoute aroundWaiting(WaitingRoute route) {
        return call -> {
            Runnable release = take();
            try {
                return route.answer(call)
                        .whenComplete((answer, failure) -> {
                            if (failure != null) {
                                release.run();
                            }
                        })
                        .thenApply(answer -> answer.whenSent(release));
            } catch (RuntimeException | Error e) {
                release.run();
                throw e;
            }
        };
    }

    private Runnable take() {
        if (!free.tryAcquire()) {
            throw new ProblemException(Problem.overloaded(limit
                    + " requests of this kind are being answered already, which is the limit; try again in a second"));
        }
        return releaseOnce();
    }

    private Runnable releaseOnce() {
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                free.release();
            }
        };
    }
}
