package dev.annals.producer;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is not ours: callbacks on futures, and the host's logger. Either may block for ever, so none may stop the
 * others: usually one thread does it all, but when nothing moved between two calls of {@link #watch()}, another is
 * started, up to 16; it ends when it finds nothing to do for a while.
 *
 * <p>Thread-safe.
 */
final class CallbackThreads implements Executor {

    static final int MAX_THREADS = 16;

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Label label;
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();
    private final SpacedCounter given = new SpacedCounter();
    private final SpacedCounter begun = new SpacedCounter();
    private final Bell bell = new Bell(); // of the first thread
    private volatile boolean stopped;

    // guarded by this
    private long begunAtLastWatch;
    private int threads;
    private int threadsEver;

    CallbackThreads(Label label) {
        this.label = label;
    }

    void start() {
        startThread(true);
    }

    /** Returns at once. */
    @Override
    public void execute(Runnable callback) {
        work.add(callback);
        given.increment(); // only what was added is waited for
        bell.ringIfAsleep();
        if (stopped) {
            startAnother(); // those there were may have had their last look
        }
    }

    /** What has not begun. */
    long backlog() {
        return Math.max(0, given.get() - begun.get());
    }

    /** To be called every tenth of a second; after {@link #stop()} until there is no backlog. */
    synchronized void watch() {
        long now = begun.get();
        boolean stuck = now == begunAtLastWatch && !work.isEmpty();
        begunAtLastWatch = now;
        if (stuck) {
            startAnother();
        }
    }

    /** The first thread ends when it finds nothing to do, the others a second later; what comes late has a thread all the same. */
    void stop() {
        stopped = true;
        bell.ring();
    }

    private synchronized void startThread(boolean forGood) {
        threads++;
        threadsEver++;
        label.thread("callbacks-" + threadsEver, () -> work(forGood)).start();
    }

    private synchronized void startAnother() {
        if (threads < MAX_THREADS) {
            startThread(false);
        }
    }

    private void work(boolean forGood) {
        try {
            Runnable callback = next(forGood);
            while (callback != null) {
                begun.increment();
                run(callback);
                callback = next(forGood);
            }
        } finally {
            ended();
        }
    }

    /** Null if this thread is not needed any more. */
    private @Nullable Runnable next(boolean forGood) {
        Runnable callback = work.poll();
        if (callback != null) {
            return callback;
        }
        if (forGood) {
            bell.worked(); // until now
        }
        long start = System.nanoTime();
        while (callback == null && (forGood ? !stopped : System.nanoTime() - start < IDLE.toNanos())) {
            rest(forGood);
            callback = work.poll();
        }
        return callback;
    }

    private void rest(boolean forGood) {
        try {
            if (forGood) {
                bell.await(IDLE.toNanos());
            } else {
                TimeUnit.NANOSECONDS.sleep(Bell.NAP.toNanos());
            }
        } catch (InterruptedException byACallback) {
            // it is over, and meant nobody: these threads end by stop() alone
        }
    }

    private static void run(Runnable callback) {
        Thread.interrupted(); // what the one before has left there does not concern this one
        try {
            callback.run();
        } catch (Throwable e) { // the host's logger; said where the host says such things, and no reason to end
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private synchronized void ended() {
        threads--;
    }

    /** A number on a cache line of its own: one thread counts here while others count there. */
    private static final class SpacedCounter {
        private static final int LINE = 16; // longs, as processors fetch lines in pairs

        private final AtomicLongArray line = new AtomicLongArray(2 * LINE);

        void increment() {
            line.incrementAndGet(LINE);
        }

        long get() {
            return line.get(LINE);
        }
    }
}
