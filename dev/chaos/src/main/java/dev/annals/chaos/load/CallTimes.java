package dev.annals.chaos.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long calls took, in buckets of an eighth of a power of two of nanoseconds. Thread-safe, without a lock. */
final class CallTimes {

    private static final int EIGHTHS = 3; // bits

    private final AtomicLongArray buckets = new AtomicLongArray(64 << EIGHTHS);
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    void add(long nanos) {
        calls.incrementAndGet();
        longest.accumulateAndGet(nanos, Math::max);
        buckets.incrementAndGet(bucket(Math.max(1, nanos)));
    }

    long calls() {
        return calls.get();
    }

    long longest() {
        return longest.get();
    }

    /** The time that this share of the calls did not exceed, in nanoseconds, up to an eighth too long. */
    long percentile(double share) {
        long rank = (long) Math.ceil(calls.get() * share);
        long seen = 0;
        for (int i = 0; i < buckets.length(); i++) {
            seen += buckets.get(i);
            if (seen >= rank && seen > 0) {
                return Math.min(end(i), longest.get());
            }
        }
        return longest.get();
    }

    private static int bucket(long nanos) {
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        long rest = nanos - (1L << power);
        int eighth = (int) (power < EIGHTHS ? 0 : rest >> (power - EIGHTHS));
        return (power << EIGHTHS) + eighth;
    }

    private static long end(int bucket) {
        int power = bucket >> EIGHTHS;
        long eighth = (bucket & ((1 << EIGHTHS) - 1)) + 1L;
        return power < EIGHTHS ? 2L << power : (1L << power) + (eighth << (power - EIGHTHS));
    }
}
