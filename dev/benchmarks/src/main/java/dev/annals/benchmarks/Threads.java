package dev.annals.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Several threads that do the same, and what each of them gives. */
final class Threads {

    private static final long MAKES_UP_FOR = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double PACE_KEPT = 0.95;

    private Threads() {}

    /** @param work of the thread of that number, from 0 on */
    static <T> List<T> run(int threads, IntFunction<Callable<T>> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CompletionService<T> done = new ExecutorCompletionService<>(executor);
            for (int i = 0; i < threads; i++) {
                done.submit(work.apply(i));
            }
            List<T> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(done.take().get()); // the first that fails ends it
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            executor.shutdownNow();
        }
    }

    /**
     * Calls at a steady pace, each timed; what comes late is made up for, up to a tenth of a second.
     *
     * @throws IllegalStateException if this machine cannot keep the pace
     */
    static Times paced(int threads, int perSecond, double seconds, IntFunction<Call> calls) throws Exception {
        long between = TimeUnit.SECONDS.toNanos(threads) / perSecond;
        Times all = Times.of(Threads.run(threads, number -> () -> {
            Call call = calls.apply(number);
            Times times = new Times();
            long begin = System.nanoTime() + between * number / threads;
            long end = begin + (long) (seconds * 1e9);
            for (long next = begin; next < end; next = Math.max(next + between, System.nanoTime() - MAKES_UP_FOR)) {
                LockSupport.parkNanos(next - System.nanoTime());
                Runnable prepared = call.prepare();
                long start = System.nanoTime();
                prepared.run();
                times.add(System.nanoTime() - start);
            }
            return times;
        }));
        if (all.size() < PACE_KEPT * perSecond * seconds) {
            throw new IllegalStateException(
                    all.size() + " calls in " + seconds + " s; " + perSecond + " a second were wanted");
        }
        return all;
    }

    /** What is called again and again. Confined to one thread. */
    interface Call {

        /** What comes before a call is not timed. */
        Runnable prepare();
    }
}
