package dev.annals.chaos;

import dev.annals.chaos.verify.Verdict.Finding;
import java.util.Set;

/**
 * A fault to try.
 *
 * @param rows of the list of faults in docs/RELIABILITY.md
 * @param expected what the verifier must find: nothing, but for the negative controls, which prove that it can find it
 */
record Scenario(
        String name,
        String rows,
        String text,
        Setup setup,
        Set<Finding> expected,
        Expectation expectation,
        Injection injection) {

    /** What the fault is, while the load goes on; returns when it is healed. */
    @FunctionalInterface
    interface Injection {
        void run(Trial trial) throws Exception;
    }

    /**
     * What must hold beside the verdict.
     *
     * @param recovery milliseconds from the heal to the first acknowledgement and the first new row, at most
     * @param mayReject for what reasons events may be rejected, counted
     * @param paced whether publishers have time between events: only then a call's time says something of the publisher
     */
    record Expectation(long recovery, Set<String> mayReject, boolean paced) {

        /** @param mayReject whether a full queue is allowed to */
        Expectation(long recovery, boolean mayReject) {
            this(recovery, mayReject ? Set.of("QUEUE_FULL") : Set.of(), true);
        }
    }
}
