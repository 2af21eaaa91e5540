package dev.annals.query.search;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Waits for events that are not stored yet. However many wait, one thread asks for all of their ids in one statement, on
 * one connection, every few milliseconds; while nobody waits it asks nothing. Thread-safe.
 */
public final class Arrivals implements AutoCloseable {

    /** Between two looks: what a stored event may be told too late, and what the database is asked meanwhile. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** What a look may take that began just before a wait's end. A wait that gets none by then learns of an outage. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Function<Set<UUID>, List<EventRow>> look;
    private final Thread thread = new Thread(this::watch, "annals-api-arrivals");

    /** Guarded by itself. */
    private final Set<Wait> waits = new LinkedHashSet<>();

    private boolean closed; // guarded by waits

    private Arrivals(Function<Set<UUID>, List<EventRow>> look) {
        this.look = look;
    }

    public static Arrivals start(Database database) {
        return start(ids -> database.lookUp(Statements.events(ids), EventRow::read));
    }

    static Arrivals start(Function<Set<UUID>, List<EventRow>> look) {
        Arrivals arrivals = new Arrivals(look);
        arrivals.thread.setDaemon(true);
        arrivals.thread.start();
        return arrivals;
    }

    /**
     * Completes with the event as soon as it is stored, or empty when it is not stored at the deadline; fails with
     * {@link DatabaseUnavailableException} or {@link java.util.concurrent.TimeoutException} if PostgreSQL cannot tell,
     * with {@link ArrivalsClosedException} when this is closed. Cancelling it ends the wait. What depends on it runs on the thread that
     * all waits share.
     *
     * @param deadlineNanos as {@link System#nanoTime} tells; there is one look in any case
     */
    public CompletableFuture<Optional<EventRow>> await(UUID id, long deadlineNanos) {
        Wait wait = new Wait(id, deadlineNanos, new CompletableFuture<>());
        long patience = Math.max(0, deadlineNanos - System.nanoTime()) + GRACE.toNanos();
        wait.arrival().orTimeout(patience, TimeUnit.NANOSECONDS);
        synchronized (waits) {
            if (closed) {
                wait.arrival().completeExceptionally(new ArrivalsClosedException());
            } else {
                waits.add(wait);
                waits.notifyAll();
            }
        }
        CompletableFuture<Optional<EventRow>> unused = // however it ends, and if it has ended already
                wait.arrival().whenComplete((event, failure) -> forget(wait));
        return wait.arrival();
    }

    /** How many wait. */
    public int waiting() {
        synchronized (waits) {
            return waits.size();
        }
    }

    /** Fails every wait, and ends. */
    @Override
    public void close() {
        List<Wait> left;
        synchronized (waits) {
            closed = true;
            waits.notifyAll();
            left = List.copyOf(waits);
        }
        left.forEach(wait -> wait.arrival().completeExceptionally(new ArrivalsClosedException()));
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            List<Wait> waiting = nextWaits();
            while (!waiting.isEmpty()) {
                lookFor(waiting);
                pause();
                waiting = nextWaits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; the waits end by their patience
        }
    }

    /** Those that wait, as soon as there is one; none when closed. */
    private List<Wait> nextWaits() throws InterruptedException {
        synchronized (waits) {
            while (waits.isEmpty() && !closed) {
                waits.wait();
            }
            return closed ? List.of() : new ArrayList<>(waits);
        }
    }

    private void lookFor(List<Wait> waiting) {
        long now = System.nanoTime(); // before the look: it finds what is stored at the deadline
        try {
            Map<UUID, EventRow> stored = stored(waiting);
            for (Wait wait : waiting) {
                Optional<EventRow> event = Optional.ofNullable(stored.get(wait.id()));
                if (event.isPresent() || now - wait.deadlineNanos() >= 0) {
                    wait.arrival().complete(event);
                }
            }
        } catch (RuntimeException | Error e) { // the thread goes on for those who come later
            waiting.forEach(wait -> wait.arrival().completeExceptionally(e));
        }
    }

    private Map<UUID, EventRow> stored(List<Wait> waiting) {
        Set<UUID> ids = waiting.stream().map(Wait::id).collect(toSet());
        return look.apply(ids).stream().collect(toMap(EventRow::id, event -> event));
    }

    private void pause() throws InterruptedException {
        long end = System.nanoTime() + PAUSE.toNanos();
        synchronized (waits) {
            for (long left = PAUSE.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(waits, left);
            }
        }
    }

    private void forget(Wait wait) {
        synchronized (waits) {
            waits.remove(wait);
        }
    }

    private record Wait(UUID id, long deadlineNanos, CompletableFuture<Optional<EventRow>> arrival) {}
}
