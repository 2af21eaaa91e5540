package dev.annals.command.publish;

import dev.annals.command.publish.Outlet.Outcome;
import dev.annals.event.EventDraft;
import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    /** More than the first contact takes as a rule. */
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
    private final AtomicLong undelivered = new AtomicLong();
    private volatile boolean stopping;
    private volatile boolean ending;
    private volatile @Nullable Exception failure;

    /** The window is smaller than the outlet's queue. */
    PublishRun(InputStream in, Outlet outlet, Window window, Console console, String broker, Duration patience) {
        this.lines = new Lines(in, MAX_LINE_BYTES);
        this.outlet = outlet;
        this.window = window;
        this.console = console;
        this.broker = broker;
        this.patience = patience;
    }

    /**
     * @param broker as the user knows it
     * @param patience how long nothing may be acknowledged before the run gives up
     */
    public static PublishRun over(InputStream in, Outlet outlet, Console console, String broker, Duration patience) {
        Window window = new Window(PublisherOutlet.QUEUE_MAX_EVENTS / 2, PublisherOutlet.QUEUE_MAX_BYTES / 2);
        return new PublishRun(in, outlet, window, console, broker, patience);
    }

    /** Returns when everything read is settled, or when there is no more hope for the rest. */
    public Figures toEnd() throws InterruptedException {
        Thread reader = new Thread(this::read, "annals-reader");
        reader.setDaemon(true); // it may wait for input that never comes
        reader.start();
        try {
            watch();
        } finally {
            window.close();
            ending = true;
            outlet.close();
            window.awaitClosedAndEmpty(TICK.toMillis());
            console.clear();
        }
        return figures();
    }

    /** Ends the run early: what is on its way still gets the time that closing the outlet takes. */
    public void stop() {
        stopping = true;
        window.close();
    }

    /** Why not all of the input was read, if so. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private void watch() throws InterruptedException {
        boolean told = false;
        while (!stopping && !window.awaitClosedAndEmpty(TICK.toMillis())) {
            console.draw(figures().progress());
            Duration silence = window.silence();
            if (silence.compareTo(patience) >= 0) {
                gaveUp();
                return;
            }
            boolean waiting = silence.compareTo(SILENCE) >= 0;
            if (waiting && !told) {
                console.say("annals: waiting for " + broker + " ... (for at most " + patience.toSeconds() + " s)");
            }
            told = waiting;
        }
    }

    private void gaveUp() {
        console.say("annals: gave up: " + broker + " has acknowledged nothing for " + patience.toSeconds()
                + " s. Is Kafka running there, and the worker, which creates the topic? "
                + "--bootstrap-servers names another address, --timeout another patience.");
    }

    private void read() {
        try {
            Line line;
            while ((line = lines.next()) != null && publish(line)) {
                // until the end of the input or of the run
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            window.close();
        }
    }

    /** False if the run is over. */
    private boolean publish(Line line) throws InterruptedException {
        read.incrementAndGet();
        if (line instanceof Line.TooLong tooLong) {
            refuse(line, "has " + tooLong.length() + " bytes, at most " + MAX_LINE_BYTES + " are allowed");
            return true;
        }
        byte[] bytes = ((Line.Text) line).bytes();
        EventDraft draft;
        try {
            draft = EventJson.decodeDraft(bytes, UnknownField::problem);
        } catch (InvalidEventException e) {
            refuse(line, String.valueOf(e.getMessage()));
            return true;
        }
        int size = bytes.length + OVERHEAD_BYTES;
        if (!window.enter(size)) {
            return false;
        }
        CompletableFuture<Void> unused = outlet.publish(draft).thenAccept(outcome -> {
            settle(line, outcome);
            window.leave(size);
        });
        return true;
    }

    private void settle(Line line, Outcome outcome) {
        if (outcome instanceof Outcome.Published) {
            published.incrementAndGet();
        } else if (outcome instanceof Outcome.Refused refusal) {
            refuse(line, refusal.reasons());
        } else if (outcome instanceof Outcome.Undelivered failure && !ending && undelivered.getAndIncrement() == 0) {
            console.say("line " + line.number() + ": not delivered: " + failure.reason()
                    + " (said once, however many follow)");
        }
    }

    private void refuse(Line line, String problem) {
        refused.incrementAndGet();
        console.say("line " + line.number() + ": " + problem);
    }

    private Figures figures() {
        long done = published.get();
        long no = refused.get();
        return new Figures(read.get(), done, no, Duration.ofNanos(System.nanoTime() - start));
    }
}
