package dev.annals.benchmarks;

import java.util.Arrays;
import java.util.Random;

/** Ranks of which the first is the most frequent, the n-th 1/n^s as frequent. Thread-safe. */
final class Zipf {

    /** The share of all ranks up to this one. */
    private final double[] upTo;

    Zipf(int ranks, double exponent) {
        upTo = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1 / Math.pow(i + 1.0, exponent);
            upTo[i] = sum;
        }
        for (int i = 0; i < ranks; i++) {
            upTo[i] /= sum;
        }
    }

    /** From 0 on. */
    int next(Random random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble());
        return Math.min(found >= 0 ? found : -found - 1, upTo.length - 1);
    }
}
