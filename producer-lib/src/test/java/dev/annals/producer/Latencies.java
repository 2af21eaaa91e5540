package dev.annals.producer;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How long calls took, sorted. */
record Latencies(long[] sortedNanos) {

    static Latencies of(List<long[]> nanos) {
        return new Latencies(
                nanos.stream().flatMapToLong(LongStream::of).sorted().toArray());
    }

    /** So many per mille of the calls took no longer. */
    Duration perMille(double perMille) {
        int index = (int) Math.ceil(sortedNanos.length * perMille / 1000) - 1;
        return Duration.ofNanos(sortedNanos[Math.max(0, index)]);
    }

    @Override
    public String toString() {
        return String.format(
                "n=%d p50=%.1f us p99=%.1f us p99.9=%.1f us max=%.2f ms",
                sortedNanos.length,
                perMille(500).toNanos() / 1e3,
                perMille(990).toNanos() / 1e3,
                perMille(999).toNanos() / 1e3,
                perMille(1000).toNanos() / 1e6);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies that && Arrays.equals(sortedNanos, that.sortedNanos);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sortedNanos);
    }
}
