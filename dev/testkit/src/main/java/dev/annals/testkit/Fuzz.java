package dev.annals.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Tries whether something holds for case after case that is made up at random, for two seconds, or for
 * {@code -Dannals.fuzz.seconds}. Each case has a seed of its own: a failure tells it, and {@code -Dannals.fuzz.seed} tries that
 * case and no other.
 *
 * <p>A case that takes longer than 20 s fails too, with the place where it is stuck.
 */
public final class Fuzz implements Runnable {

    private static final String SEED = "annals.fuzz.seed";
    private static final Duration FOR = Duration.ofSeconds(Long.getLong("annals.fuzz.seconds", 2));
    private static final long LONGEST_CASE_NANOS = Duration.ofSeconds(20).toNanos();

    private final String name;
    private final Property property;
    private final AtomicInteger tried = new AtomicInteger();
    private volatile long seed;
    private volatile long caseBegan = System.nanoTime();

    private Fuzz(String name, Property property) {
        this.name = name;
        this.property = property;
    }

    /** What must hold for every case. */
    @FunctionalInterface
    public interface Property {

        /** All chance comes from {@code random}, so that the same seed makes the same case. */
        void holds(Random random) throws Exception;
    }

    /**
     * Returns how many cases were tried, all of which held; one, if the seed of a case was given.
     *
     * @param name of what is tried, for messages
     */
    public static int run(String name, Property property) throws InterruptedException {
        Fuzz fuzz = new Fuzz(name, property);
        Thread[] thread = new Thread[1];
        CompletableFuture<Void> done = CompletableFuture.runAsync(fuzz, task -> {
            thread[0] = new Thread(task, "fuzz-" + name);
            thread[0].setDaemon(true); // a case that hangs must not keep the JVM
            thread[0].start();
        });
        fuzz.await(done, thread[0]);
        return fuzz.tried.get();
    }

    /** Whether a single case is repeated: what holds for many together need not hold then. */
    public static boolean isRepeating() {
        return System.getProperty(SEED) != null;
    }

    /** @throws AssertionError for the first case that does not hold, with its seed */
    @Override
    public void run() {
        if (isRepeating()) {
            tryCase(Long.getLong(SEED));
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        long start = System.nanoTime();
        while (System.nanoTime() - start < FOR.toNanos()) {
            tryCase(seeds.nextLong());
        }
        System.out.printf(
                Locale.ROOT,
                "fuzz %s: %d cases in %.1f s, the last with seed %d%n",
                name,
                tried.get(),
                (System.nanoTime() - start) / 1e9,
                seed);
    }

    private void tryCase(long caseSeed) {
        seed = caseSeed;
        caseBegan = System.nanoTime();
        tried.incrementAndGet();
        try {
            property.holds(new Random(caseSeed));
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(about("failed: " + e), e);
        }
    }

    private void await(CompletableFuture<Void> done, Thread thread) throws InterruptedException {
        while (true) {
            try {
                done.get(1, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException goesOn) {
                if (System.nanoTime() - caseBegan > LONGEST_CASE_NANOS) {
                    throw new AssertionError(about("is stuck at" + stackOf(thread)));
                }
            } catch (ExecutionException e) {
                throw new AssertionError(e.getMessage(), e.getCause());
            }
        }
    }

    private String about(String what) {
        return "fuzz " + name + ": case " + tried + " " + what + "\nrepeat it with -D" + SEED + "=" + seed;
    }

    private static String stackOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining());
    }
}
