package dev.annals.producer.spool;

/**
 * Records that will not be read, or not again; some of them may have ended before.
 *
 * @param first the sequence of the first
 * @param last the sequence of the last
 * @param what which file, where in it, and why; for a log
 */
public record SpoolLoss(Cause cause, long first, long last, String what) {

    public enum Cause {
        /** The log has reached its byte cap; the oldest segment made room. */
        FULL,
        /** All of the segment is older than the age limit. */
        EXPIRED,
        /** It is not what was written: flipped, cut off, removed. */
        DAMAGED
    }
}
