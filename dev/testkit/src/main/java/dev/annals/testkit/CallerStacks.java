package dev.annals.testkit;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks a thousand times a second at what one of the callers does, each in turn, and notes what none of them may ever do
 * during a call that must not wait: Kafka, sockets, names, files, loggers, the console. Owns one thread.
 */
public final class CallerStacks {

    /** Not one millisecond: callers work in rounds of a few, so each would be seen at the same point of every round. */
    private static final long PERIOD_NANOS = TimeUnit.MICROSECONDS.toNanos(997);

    private static final List<String> FORBIDDEN = List.of(
            "org.apache.kafka.",
            "java.net.",
            "sun.net.",
            "sun.nio.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.io.File",
            "java.io.RandomAccessFile",
            "java.io.PrintStream",
            "java.util.zip.",
            "java.util.jar.",
            "org.slf4j.");

    private final List<Thread> callers;
    private final String callee;
    private final Set<String> forbidden = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean looking = true;
    private volatile boolean stopping;
    private final AtomicInteger samples = new AtomicInteger();
    private final AtomicInteger samplesInCall = new AtomicInteger();

    /**
     * Begins to look.
     *
     * @param callee the class whose methods must not wait; what its callers do otherwise is not looked at
     */
    public CallerStacks(List<Thread> callers, Class<?> callee) {
        this.callers = List.copyOf(callers);
        this.callee = callee.getName();
        this.thread = new Thread(this::sample, "caller-stacks");
        thread.setDaemon(true);
        thread.start();
    }

    private void sample() {
        long next = System.nanoTime();
        while (!stopping) {
            if (looking) {
                look(callers.get(samples.get() % callers.size()).getStackTrace());
                samples.incrementAndGet();
            }
            next += PERIOD_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void look(StackTraceElement[] stack) {
        if (Arrays.stream(stack).noneMatch(frame -> frame.getClassName().equals(callee))) {
            return;
        }
        samplesInCall.incrementAndGet();
        for (StackTraceElement frame : stack) {
            if (FORBIDDEN.stream().anyMatch(frame.getClassName()::startsWith)) {
                forbidden.add(frame.toString());
            }
        }
    }

    /** To look costs the callers time: whoever takes their times lets it be meanwhile. */
    public void setLooking(boolean looking) {
        this.looking = looking;
    }

    /** How many stacks were looked at, so far. */
    public int samples() {
        return samples.get();
    }

    /** How many of them were taken during a call, so far. */
    public int samplesInCall() {
        return samplesInCall.get();
    }

    /** After {@link #stop}: the frames that may not be, each once. */
    public Set<String> forbidden() {
        return forbidden;
    }

    public void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
