package dev.annals.command.publish;

import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import dev.annals.producer.EventRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes every line to the outlet and tells what became of it. One thread reads, another watches: a broker that does
 * not answer is told once, and given up after a while, also while the input is silent.
 *
 * <p>Thread-safe.
 */
public final class PublishRun {

    /** Beyond any valid event, which has 64 KiB of metadata and ids of 256 characters. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    /** What an event can be longer than its line: an id, a time and a severity that were left out. */
    private static final int OVERHEAD_BYTES = 512;

    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Lines lines;
    private final Outlet outlet;
    private final Window window;
    private final Console console;
    private final String broker;
    private final Duration patience;

    private final long start = System.nanoTime();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable IOException unreadable;

    /**
     * @param window smaller than the outlet's queue
     * @param broker as the user knows it
     * @param patience how long nothing may be acknowledged before the run gives up
     */
    PublishRun(
            InputStream in, Outlet outlet, Window window, Console console, String broker, Duration patience) {
        this.lines = new Lines(in, MAX_LINE_BYTES);
        this.outlet = outlet;
        this.window = window;
        this.console = console;
        this.broker = broker;
        this.patience = patience;
    }
}
