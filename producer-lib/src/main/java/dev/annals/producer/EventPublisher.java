package dev.annals.producer;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.InvalidEventException;
import dev.annals.producer.EventRejectedException.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Publishes events to Kafka and never makes its caller wait: not without a broker, not with a host name that cannot be
 * resolved, not when the queue is full, not after {@link #close()}. On the caller's thread an event is checked, gets its
 * id, becomes bytes and goes into a bounded queue; everything else is done by threads of the library.
 *
 * <p>Every event ends exactly once, as {@link Published} or with an {@link EventRejectedException}, and in one counter of
 * {@link #metrics()}. Events of one resource reach Kafka in the order in which they were published; what was sent again
 * after a fault can be there twice, with the same id, and becomes one row all the same.
 *
 * <p>The queue is in memory: what is still in it when the process dies is gone. An event is safe once it is
 * acknowledged, by all in-sync replicas; or, with a {@linkplain EventPublisherBuilder#spoolDirectory spool}, on disk: then it
 * reaches Kafka at least once, if not now then with the next publisher on that directory.
 *
 * <p>Thread-safe: one publisher serves a whole process.
 */
public final class EventPublisher implements AutoCloseable {

    /** For the library's threads to end after the last event has. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private static final int MIN_BACKLOG = 10_000;

    private final PublisherConfig config;
    private final EventEncoder encoder;
    private final CallbackThreads callbacks;
    private final EventQueue queue;
    private final Route route;
    private final Housekeeper housekeeper;
    private final Thread housekeeperThread;
    private final boolean spooling;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Runnable removeMeters = () -> {};

    EventPublisher(
            PublisherConfig config, @Nullable SpoolConfig spool, EventEncoder encoder, Transport.Factory transports) {
        Label label = config.label();
        this.config = config;
        this.encoder = encoder;
        this.callbacks = new CallbackThreads(label);
        this.queue = new EventQueue(config, System::nanoTime, callbacks);
        this.spooling = spool != null;
        this.route = spool == null ? direct(transports) : spooled(spool, transports);
        this.housekeeper = new Housekeeper(route, callbacks, new RejectionLog(route.outcomes(), warnings()));
        this.housekeeperThread = label.thread("housekeeper", housekeeper);
    }

    public static EventPublisherBuilder builder() {
        return new EventPublisherBuilder();
    }

    /**
     * Publishes an event. Returns at once; throws no exception, whatever the draft holds. An {@link Error} in the host's
     * thread, as when its memory is used up, is not hidden from it.
     *
     * @return completes on a thread of the library, after the broker acknowledged the event, or, with a spool, after it was
     *     written to disk ({@link Published#spooled()}); or with an {@link EventRejectedException}. Cancelling it does not take
     *     the event back.
     */
    public CompletableFuture<Published> publish(EventDraft draft) {
        Objects.requireNonNull(draft, "draft");
        Event event;
        try {
            event = draft.toEvent();
        } catch (InvalidEventException e) {
            return queue.refuse(new Rejection(Reason.INVALID, () -> "invalid event: " + e.getMessage(), e));
        } catch (RuntimeException e) { // from the caller's own classes; not even its message is to be trusted
            return queue.refuse(new Rejection(
                    Reason.INVALID,
                    () -> "the draft could not be read: " + e.getClass().getName(),
                    e));
        }
        return publish(event);
    }

    /** The same for an event that has its id already: to publish it again is harmless. */
    public CompletableFuture<Published> publish(Event event) {
        Objects.requireNonNull(event, "event");
        long backlog = callbacks.backlog();
        if (backlog > maxBacklog()) {
            return queue.refuse(new Rejection(
                    Reason.QUEUE_FULL,
                    () -> backlog
                            + " events have ended, but their futures wait for callbacks that are slow or block (they"
                            + " have " + CallbackThreads.MAX_THREADS
                            + " threads); use whenCompleteAsync with an executor of your own"));
        }
        return queue.offer(encoder.encode(event));
    }

    /**
     * Publishes an event and waits until the broker acknowledged it, or, with a spool, until it is on disk.
     *
     * @throws EventRejectedException if it was not acknowledged and will not be
     * @throws TimeoutException if it took longer; the event is still on its way
     * @throws InterruptedException if interrupted; the event is still on its way
     */
    public Published publishAndWait(EventDraft draft, Duration timeout) throws InterruptedException, TimeoutException {
        CompletableFuture<Published> future = publish(draft);
        try {
            return future.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EventRejectedException rejection) {
                throw new EventRejectedException(rejection);
            }
            throw new IllegalStateException("a future ended in an unknown way", e);
        } catch (TimeoutException e) {
            throw new TimeoutException("not acknowledged after " + timeout + ", and still on its way to "
                    + config.bootstrapServers() + "; the event ends by itself "
                    + (spooling ? "once it is on disk" : "after " + config.deliveryTimeout()));
        }
    }

    /**
     * Waits until every event that is queued at the call is acknowledged, or spooled and forced to disk, so that it survives
     * the loss of power too: true if all of those are. What ended before,
     * rejected or acknowledged, is not looked at, and what is published later not waited for. False as soon as one of
     * them is rejected, if it takes longer, or if the thread is interrupted, whose flag stays set.
     */
    public boolean flush(Duration timeout) {
        try {
            return route.flush(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What became of all events so far. Also after {@link #close()}. */
    public PublisherMetrics metrics() {
        return route.outcomes().snapshot();
    }

    /** {@link #close(Duration)} with {@link EventPublisherBuilder#closeTimeout}. */
    @Override
    public void close() {
        close(config.closeTimeout());
    }

    /**
     * Takes no more events, and waits until the last is acknowledged, but not longer than told: what is left then is
     * rejected as {@code CLOSED}, counted and logged; except for what is spooled, which stays on disk for the next publisher. An interrupt does not shorten that, its flag stays set. Returns
     * within a second more, in any state. Only the first call does all this, others wait for it.
     */
    public void close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the time-out must not be negative, it is " + timeout);
        }
        if (!closing.compareAndSet(false, true)) {
            Uninterrupted.await(timeout, nanos -> closed.await(nanos, TimeUnit.NANOSECONDS));
            return;
        }
        queue.close();
        Uninterrupted.await(timeout, route::awaitEmpty);
        queue.rejectRest(new Rejection(
                Reason.CLOSED,
                () -> "not acknowledged within " + timeout + " after close; raise closeTimeout or check the broker "
                        + config.bootstrapServers()));
        route.stop();
        housekeeper.stop();
        Uninterrupted.await(FAREWELL, nanos -> TimeUnit.NANOSECONDS.timedJoin(housekeeperThread, nanos));
        closed.countDown();
        removeMeters.run();
    }

    /** {@code annals-publisher{localhost:9092, events}} */
    @Override
    public String toString() {
        return config.toString();
    }

    /** Called once, by the builder; {@code removeMeters} at the end. */
    EventPublisher start(Runnable removeMeters) {
        this.removeMeters = removeMeters;
        callbacks.start();
        callbacks.execute(new Rehearsal(config, encoder));
        housekeeperThread.start();
        route.start();
        return this;
    }

    PublisherConfig config() {
        return config;
    }

    /** More than a whole queue that ends at once: only what blocks for long reaches it. */
    private long maxBacklog() {
        return 2L * Math.max(MIN_BACKLOG, config.queueMaxEvents());
    }

    private Route direct(Transport.Factory transports) {
        return new DirectRoute(queue, sender(queue, queue, transports), config.label());
    }

    private Route spooled(SpoolConfig spool, Transport.Factory transports) {
        EventQueue outgoing = new EventQueue(config, System::nanoTime, Runnable::run);
        SpoolLedger ledger = new SpoolLedger(queue, System::currentTimeMillis);
        RefusedEvents refused = new RefusedEvents(spool.refusedAfterSpooling(), callbacks, maxBacklog());
        Spooler spooler = new Spooler(
                spool, queue, outgoing, ledger, refused, warnings(), System::nanoTime, System::currentTimeMillis);
        SpoolWatch watch = new SpoolWatch(spool.directory(), spooler::turnedNanos, warnings(), System::nanoTime);
        return new SpooledRoute(queue, ledger, spooler, sender(outgoing, ledger, transports), watch, config.label());
    }

    private Sender sender(EventQueue from, Outcomes outcomes, Transport.Factory transports) {
        return new Sender(
                from,
                transports,
                Sender.STALL,
                outcomes,
                warnings(),
                System::nanoTime,
                pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos()));
    }

    private Warnings warnings() {
        return new Warnings(
                line -> callbacks.execute(
                        () -> LoggerFactory.getLogger(EventPublisher.class).warn("{}: {}", this, line)),
                System::nanoTime);
    }
}
