package dev.annals.chaos;

import dev.annals.chaos.verify.Verdict.Finding;
import java.time.Duration;
import java.util.Set;

/**
 * A fault to try.
 *
 * @param rows of the list of faults in docs/RELIABILITY.md
 * @param expected what the verifier must find: nothing, but for the negative controls, which prove that it can find it
 * @param lasting how long the fault lasts, or faults go on, unless somebody says otherwise
 */
record Scenario(
        String name,
        String rows,
        String text,
        Setup setup,
        Set<Finding> expected,
        Expectation expectation,
        Injection injection,
        Duration lasting) {

    private static final Duration USUALLY = Duration.ofSeconds(10);

    Scenario(
            String name,
            String rows,
            String text,
            Setup setup,
            Set<Finding> expected,
            Expectation expectation,
            Injection injection) {
        this(name, rows, text, setup, expected, expectation, injection, USUALLY);
    }

    Scenario lasting(int seconds) {
        return new Scenario(name, rows, text, setup, expected, expectation, injection, Duration.ofSeconds(seconds));
    }

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
     * @param standstill milliseconds without a new row while the fault goes on, at most
     * @param rejectsSome whether some events must be rejected for each of those reasons
     */
    record Expectation(long recovery, Set<String> mayReject, boolean paced, long standstill, boolean rejectsSome) {

        /** The fault may stop everything while it lasts. */
        Expectation(long recovery, Set<String> mayReject, boolean paced) {
            this(recovery, mayReject, paced, Long.MAX_VALUE, false);
        }

        /** @param mayReject whether a full queue is allowed to */
        Expectation(long recovery, boolean mayReject) {
            this(recovery, mayReject ? Set.of("QUEUE_FULL") : Set.of(), true);
        }

        Expectation standingStillFor(long millis) {
            return new Expectation(recovery, mayReject, paced, millis, rejectsSome);
        }

        Expectation rejectingSome() {
            return new Expectation(recovery, mayReject, paced, standstill, true);
        }
    }
}
