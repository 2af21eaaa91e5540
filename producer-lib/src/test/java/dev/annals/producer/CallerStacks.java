package dev.annals.producer;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks a thousand times a second at what one of the callers does, each in turn, and notes what no caller of
 * {@code publish} may ever do: Kafka, sockets, names, files. Owns one thread.
 */
final class CallerStacks {

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
    private final Set<String> forbidden = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean stopping;
    private int samples;
    private int samplesInPublish;

    CallerStacks(List<Thread> callers) {
        this.callers = callers;
        this.thread = new Thread(this::sample, "caller-stacks");
        thread.start();
    }

    private void sample() {
        long next = System.nanoTime();
        while (!stopping) {
            look(callers.get(samples % callers.size()).getStackTrace());
            samples++;
            next += PERIOD_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void look(StackTraceElement[] stack) {
        boolean inPublish =
                Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(EventPublisher.class.getName()));
        if (!inPublish) {
            return;
        }
        samplesInPublish++;
        for (StackTraceElement frame : stack) {
            if (FORBIDDEN.stream().anyMatch(frame.getClassName()::startsWith)) {
                forbidden.add(frame.toString());
            }
        }
    }

    /** After {@link #stop}. */
    int samples() {
        return samples;
    }

    /** After {@link #stop}: how many of them were taken during a {@code publish}. */
    int samplesInPublish() {
        return samplesInPublish;
    }

    /** After {@link #stop}: the frames that may not be, each once. */
    Set<String> forbidden() {
        return forbidden;
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
