package dev.annals.ingest.store;

import java.time.Duration;

/**
 * How long to wait before trying again: half a second, then twice as long each time, at most ten seconds, so that the
 * first commit comes within 15 s of the database's return.
 *
 * <p>Confined to one thread.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Duration next = FIRST;

    Duration next() {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}
