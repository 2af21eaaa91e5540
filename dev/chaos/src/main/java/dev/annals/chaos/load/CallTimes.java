package dev.annals.chaos.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long calls took, in buckets of a 128th of a power of two of nanoseconds. Thread-safe, without a lock. */
final class CallTimes {

    private static final int FRACTION = 7; // bits

    private final AtomicLongArray buckets = new AtomicLongArray(64 << FRACTION);
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

    /** The time that this share of the calls did not exceed, in nanoseconds; from 128 ns on less than a hundredth too long. */
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
        int fraction = (int) (power < FRACTION ? 0 : rest >> (power - FRACTION));
        return (power << FRACTION) + fraction;
    }

    private static long end(int bucket) {
        int power = bucket >> FRACTION;
        long fraction = (bucket & ((1 << FRACTION) - 1)) + 1L;
        return power < FRACTION ? 2L << power : (1L << power) + (fraction << (power - FRACTION));
    }
}
