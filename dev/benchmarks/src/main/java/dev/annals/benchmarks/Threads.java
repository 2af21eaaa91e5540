package dev.annals.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Several threads that do the same, and what each of them gives. */
final class Threads {

    private Threads() {}

    /** @param work of the thread of that number, from 0 on */
    static <T> List<T> run(int threads, IntFunction<Callable<T>> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(work.apply(i)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            executor.shutdownNow();
        }
    }

    /** Calls at a steady pace, each timed; a call that comes late is not made up for by hurrying the next. */
    static Times paced(int threads, int perSecond, double seconds, IntFunction<Call> calls) throws Exception {
        long between = TimeUnit.SECONDS.toNanos(threads) / perSecond;
        return Times.of(Threads.run(threads, number -> () -> {
            Call call = calls.apply(number);
            Times times = new Times();
            long begin = System.nanoTime() + between * number / threads;
            long end = begin + (long) (seconds * 1e9);
            for (long next = begin; next < end; next = Math.max(next + between, System.nanoTime() - between)) {
                LockSupport.parkNanos(next - System.nanoTime());
                Runnable prepared = call.prepare();
                long start = System.nanoTime();
                prepared.run();
                times.add(System.nanoTime() - start);
            }
            return times;
        }));
    }

    /** What is called again and again. Confined to one thread. */
    interface Call {

        /** What comes before a call is not timed. */
        Runnable prepare();
    }
}
