package dev.annals.query.http;

import java.util.concurrent.Semaphore;

/**
 * Lets only so many requests be worked on at a time and refuses the others at once: a client that comes back later is
 * better served than one in a queue. Thread-safe.
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
            if (!free.tryAcquire()) {
                throw new ProblemException(
                        Problem.unavailable(
                                "overloaded",
                                "Too many requests",
                                limit
                                        + " requests of this kind are being answered already, which is the limit; try again in a second"));
            }
            try {
                return route.answer(call);
            } finally {
                free.release();
            }
        };
    }
}
