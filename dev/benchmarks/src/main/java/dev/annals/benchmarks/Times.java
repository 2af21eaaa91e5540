package dev.annals.benchmarks;

import java.util.Arrays;
import java.util.List;

/** How long calls took, each by itself, in nanoseconds. Confined to one thread until {@link #of} puts several together. */
final class Times {

    private long[] nanos = new long[1024];
    private int size;
    private int givenUp;

    /** A call that was given up after that time. */
    void addGivenUp(long time) {
        givenUp++;
        add(time);
    }

    void add(long time) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = time;
    }

    static Times of(List<Times> parts) {
        Times all = new Times();
        all.nanos = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.nanos, 0, part.size))
                .sorted()
                .toArray();
        all.size = all.nanos.length;
        all.givenUp = parts.stream().mapToInt(Times::givenUp).sum();
        return all;
    }

    /** How many of them were. */
    int givenUp() {
        return givenUp;
    }

    int size() {
        return size;
    }

    /** In milliseconds: what this share of the calls did not exceed. Only of what {@link #of} gave. */
    double percentile(double share) {
        if (size == 0) {
            throw new IllegalStateException("nothing was timed");
        }
        int rank = (int) Math.ceil(size * share);
        return nanos[Math.max(0, rank - 1)] / 1e6;
    }
}
