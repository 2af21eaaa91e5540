package dev.annals.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Tries whether something holds for case after case that is made up at random, 200 at least, for a second, or for
 * {@code -Dannals.fuzz.seconds}. Each case has a seed of its own: a failure begins with it, and {@code -Dannals.fuzz.seed} tries
 * that case and no other.
 *
 * <p>A case that takes longer than 20 s fails too, with the place where it is stuck.
 */
public final class Fuzz implements Runnable {

    private static final String SEED = "annals.fuzz.seed";
    private static final String SECONDS = "annals.fuzz.seconds";
    private static final int POLL_MILLIS = 200;

    /** However busy the machine is, and however long the first one takes to load its classes. */
    private static final int LEAST_CASES = 200;

    private final String name;
    private final Plan plan;
    private final Property property;
    private final AtomicInteger tried = new AtomicInteger();
    private volatile long seed;
    private volatile long caseBegan = System.nanoTime();

    private Fuzz(String name, Plan plan, Property property) {
        this.name = name;
        this.plan = plan;
        this.property = property;
    }

    /** What must hold for every case. */
    @FunctionalInterface
    public interface Property {

        /** All chance comes from {@code random}, and nothing from clocks, so that the same seed makes the same case. */
        void holds(Random random) throws Exception;
    }

    /**
     * Returns how many cases were tried, all of which held; one, if the seed of a case was given.
     *
     * @param name of what is tried, for messages
     * @throws AssertionError for the first case that does not hold, with its seed
     * @throws IllegalArgumentException if one of the system properties is no whole number
     */
    public static int run(String name, Property property) throws InterruptedException {
        return run(name, Plan.ofProperties(), property);
    }

    static int run(String name, Plan plan, Property property) throws InterruptedException {
        Fuzz fuzz = new Fuzz(name, plan, property);
        Thread[] thread = new Thread[1];
        CompletableFuture<Void> done = CompletableFuture.runAsync(fuzz, task -> {
            thread[0] = new Thread(task, "fuzz-" + name);
            thread[0].setDaemon(true); // a case that hangs must not keep the JVM
            thread[0].start();
        });
        fuzz.await(done, thread[0]);
        return fuzz.tried.get();
    }

    @Override
    public void run() {
        if (plan.onlySeed().isPresent()) {
            tryCase(plan.onlySeed().getAsLong());
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        long start = System.nanoTime();
        while (tried.get() < LEAST_CASES
                || System.nanoTime() - start < plan.lasting().toNanos()) {
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
        } catch (Exception | Error e) {
            throw new AssertionError(about("failed: " + e), e);
        }
    }

    private void await(CompletableFuture<Void> done, Thread thread) throws InterruptedException {
        while (true) {
            try {
                done.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException goesOn) {
                if (System.nanoTime() - caseBegan > plan.longestCase().toNanos()) {
                    throw new AssertionError(about("is stuck at" + stackOf(thread)));
                }
            } catch (ExecutionException e) {
                Throwable failure = requireNonNull(e.getCause());
                throw new AssertionError(failure.getMessage(), failure.getCause());
            }
        }
    }

    /** The seed first: what failed may be long. */
    private String about(String what) {
        return "fuzz " + name + ": case " + tried + ", repeat it with -D" + SEED + "=" + seed + "\nit " + what;
    }

    private static String stackOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    " + frame)
                .collect(Collectors.joining());
    }

    /**
     * What is to be tried.
     *
     * @param lasting case after case for so long
     * @param longestCase a case that takes longer is stuck
     * @param onlySeed that of the only case, if there is to be one only
     */
    record Plan(Duration lasting, Duration longestCase, OptionalLong onlySeed) {

        static Plan ofProperties() {
            return new Plan(Duration.ofSeconds(number(SECONDS).orElse(1)), Duration.ofSeconds(20), number(SEED));
        }

        private static OptionalLong number(String property) {
            String text = System.getProperty(property);
            if (text == null) {
                return OptionalLong.empty();
            }
            try {
                return OptionalLong.of(Long.parseLong(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("-D" + property + " must be a whole number, not \"" + text + '"', e);
            }
        }
    }
}
