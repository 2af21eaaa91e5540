package dev.annals.producer;

import java.time.Duration;

/** The way from the publisher's queue to Kafka, with its threads. Thread-safe. */
interface Route {

    /** Called once. */
    void start();

    Outcomes outcomes();

    /** Ends, or tells, what takes too long; never waits. For one thread. */
    void look();

    /** Whether everything accepted before is safe, after waiting for that. */
    boolean flush(Duration timeout) throws InterruptedException;

    /** Waits until Kafka has everything, but not longer than told. */
    void awaitEmpty(long nanos) throws InterruptedException;

    /** The threads end soon, whatever is left; waits for them only if somebody may want what they hold. */
    void stop();
}
