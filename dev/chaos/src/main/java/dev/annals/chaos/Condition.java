package dev.annals.chaos;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Something that becomes true. */
@FunctionalInterface
interface Condition {

    boolean holds() throws Exception;

    /** Returns whether it becomes true in time. */
    static boolean comesTrue(Duration patience, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }
}
