package dev.annals.chaos.rig;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Switches off, on its way to PostgreSQL, the comparison with which a worker moves the positions: what ships needs no switch
 * for it. For connections that begin from then on. Thread-safe.
 */
public final class CompareAndSet {

    private static final byte[] COMPARISON = "p.next_offset = w.from_offset".getBytes(StandardCharsets.US_ASCII);

    /** As long: the message says how long it is. */
    private static final byte[] NONE = "p.next_offset = p.next_offset".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger switched = new AtomicInteger();
    private volatile boolean off;

    public void switchOff() {
        off = true;
    }

    public void switchOn() {
        off = false;
    }

    /** How many comparisons were taken out of a statement. */
    public int switched() {
        return switched.get();
    }

    /** In what a client sends: the statement is short, and comes in one piece. */
    void pass(byte[] bytes, int length) {
        if (!off) {
            return;
        }
        for (int at = 0; at + COMPARISON.length <= length; at++) {
            if (bytes[at] == COMPARISON[0]
                    && Arrays.equals(bytes, at, at + COMPARISON.length, COMPARISON, 0, COMPARISON.length)) {
                System.arraycopy(NONE, 0, bytes, at, NONE.length);
                switched.incrementAndGet();
            }
        }
    }
}
