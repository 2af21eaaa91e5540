package dev.annals.producer.spool;

import java.time.Duration;

/**
 * How much the log of one process may hold.
 *
 * @param maxBytes of all segments; beyond it the oldest is given up
 * @param maxAge a segment is given up when its newest record is older
 */
public record SpoolLimits(long maxBytes, Duration maxAge) {

    /** Below that a log would hold a few large events only. */
    public static final long MIN_BYTES = 1024 * 1024;

    private static final long USUAL_SEGMENT_BYTES = 16 * 1024 * 1024;
    private static final int MIN_SEGMENTS = 8;
    private static final int KEPT_FREE_SEGMENTS = 2;

    public SpoolLimits {
        if (maxBytes < MIN_BYTES) {
            throw new IllegalArgumentException("spoolMaxBytes must be at least " + MIN_BYTES + ", not " + maxBytes);
        }
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("spoolMaxAge must be more than zero, not " + maxAge);
        }
    }

    /** At which a segment is full: what is given up at once. */
    long segmentBytes() {
        return Math.min(USUAL_SEGMENT_BYTES, maxBytes / MIN_SEGMENTS);
    }

    /** Up to which what others left is taken over, so that what comes now does not push it out at once. */
    long adoptionBytes() {
        return maxBytes - KEPT_FREE_SEGMENTS * segmentBytes();
    }

    /** After which a segment is closed however small it is, so that old records do not stay for the sake of new ones. */
    Duration segmentAge() {
        return maxAge.dividedBy(MIN_SEGMENTS);
    }
}
