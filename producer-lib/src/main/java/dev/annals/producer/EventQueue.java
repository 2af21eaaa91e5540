package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every accepted event from {@code publish} to its end, within bounds, and the counters of what became of them. An event
 * waits, then is in flight, then has ended: acknowledged or rejected, exactly once, whoever is first.
 *
 * <p>Thread-safe by one lock, held for moments only. The callers of {@code publish} do not even wait for that: they leave
 * events at the door, and whoever holds the lock next takes them in. Only to give up old events for a new one they need
 * it. Futures are completed by the executor.
 */
final class EventQueue implements Outcomes {

    /** Others wait for the lock meanwhile. */
    private static final int MAX_ENDED_AT_ONCE = 256;

    /**
     * While events come, the sender looks for them itself, this often: to wake a thread is a system call, and the thread that
     * is woken may take the processor from the caller in the middle of {@code publish}.
     */
    private static final Duration NAP = Duration.ofMillis(1);

    /** For so long after the last event. */
    private static final Duration LIVELY = Duration.ofMillis(100);

    private final PublisherConfig config;
    private final LongSupplier nanoTime;
    private final Executor callbacks;

    private final Room room;
    private final Refusals refusals = new Refusals();
    private final Queue<QueuedEvent> arrivals = new ConcurrentLinkedQueue<>();
    private final Semaphore senderBell = new Semaphore(0);
    private volatile boolean senderWoken;
    private volatile boolean senderLooksItself;
    private long lastTakenNanos = System.nanoTime() - LIVELY.toNanos(); // confined to the sender's thread
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final PendingEvents pending;
    private final Counters counters = new Counters();
    private final List<Flush> flushes = new ArrayList<>();
    private @Nullable Rejection restRejection;

    EventQueue(PublisherConfig config, LongSupplier nanoTime, Executor callbacks) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.callbacks = callbacks;
        this.room = new Room(config.queueMaxEvents(), config.queueMaxBytes());
        this.pending = new PendingEvents(config.queueMaxEvents(), config.queueMaxBytes());
    }

    /** Takes the event in: what is returned tells how it ends, or why it was not taken. Either way it is counted. */
    CompletableFuture<Published> offer(EncodedEvent encoded) {
        QueuedEvent event = new QueuedEvent(encoded, nanoTime.getAsLong());
        if (closed) {
            return refuse(new Rejection(Reason.CLOSED, () -> "published after the publisher was closed"));
        }
        if (event.bytes() > config.queueMaxBytes()) {
            return refuse(new Rejection(
                    Reason.TOO_LARGE,
                    () -> "the event has " + event.bytes() + " bytes, more than the whole queue may hold ("
                            + config.queueMaxBytes() + "); raise queueMaxBytes"));
        }
        if (!room.take(event) && !makeRoomFor(event)) {
            String problem = room.problem(event, config.bootstrapServers());
            return refuse(new Rejection(Reason.QUEUE_FULL, () -> problem));
        }
        arrivals.add(event);
        if (closed) {
            rejectLateArrivals();
        }
        ringSenderThatSleeps();
        return event.future;
    }

    /** For {@link #add}. */
    QueuedEvent toAdd(EncodedEvent encoded) {
        return new QueuedEvent(encoded, nanoTime.getAsLong());
    }

    /** Takes the event in, whether there is room or not. */
    void add(QueuedEvent event) {
        room.add(event);
        arrivals.add(event);
        ringSenderThatSleeps();
    }

    /** Whether {@link #add} would keep to the bounds. */
    boolean hasRoomFor(EncodedEvent event) {
        return room.has(1, event.bytes());
    }

    /** The same for several. */
    boolean hasRoomFor(int events, long bytes) {
        return room.has(events, bytes);
    }

    boolean isHalfEmpty() {
        return room.isHalfEmpty();
    }

    /** Counts an event that was offered and is not taken. */
    CompletableFuture<Published> refuse(Rejection rejection) {
        refusals.add(rejection);
        return CompletableFuture.failedFuture(rejection.toException());
    }

    /**
     * The next event to send, now in flight; waits for one, and for room in flight, but not longer than told, and not
     * after {@link #wakeSender}.
     *
     * @param aloneUpTo events up to this sequence are in flight one at a time
     */
    Optional<QueuedEvent> take(Duration wait, long aloneUpTo) throws InterruptedException {
        long start = System.nanoTime();
        Optional<QueuedEvent> event = takeNow(aloneUpTo);
        long remaining = wait.toNanos();
        while (event.isEmpty() && !senderWoken && remaining > 0) {
            awaitBell(remaining);
            event = takeNow(aloneUpTo);
            remaining = wait.toNanos() - (System.nanoTime() - start);
        }
        if (event.isPresent()) {
            lastTakenNanos = System.nanoTime();
        }
        senderWoken = false;
        return event;
    }

    /** Returns when it rang, or there may be something all the same. */
    private void awaitBell(long nanos) throws InterruptedException {
        if (System.nanoTime() - lastTakenNanos < LIVELY.toNanos()) {
            senderLooksItself = true;
            var unusedAsItLooksAnyway = senderBell.tryAcquire(Math.min(nanos, NAP.toNanos()), TimeUnit.NANOSECONDS);
        } else if (senderLooksItself) {
            senderLooksItself = false; // whoever came before did not ring: look once more, then sleep
        } else {
            var unusedAsItLooksAnyway = senderBell.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        }
    }

    boolean isSenderAsleep() {
        return !senderLooksItself && senderBell.hasQueuedThreads();
    }

    /** Lets {@link #take} return, now or the next time. */
    void wakeSender() {
        senderWoken = true;
        ringSender();
    }

    /** The event was handed over. */
    void sent(QueuedEvent event) {
        lock.lock();
        try {
            event.sent = true;
            event.sentNanos = nanoTime.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    /** The last event taken could not be handed over; it is the next again. */
    void putBack(QueuedEvent event) {
        lock.lock();
        try {
            pending.putBack(event);
        } finally {
            lock.unlock();
        }
    }

    /** Everything in flight waits again, in its old order; returns the sequence of the last, or 0. */
    long putAllBack() {
        lock.lock();
        try {
            return pending.putAllBack();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the oldest event in flight was handed over that long ago. */
    boolean isStalled(Duration limit) {
        lock.lock();
        try {
            return pending.isStalled(limit, nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** The sequence of the oldest event that has not ended, or 0. */
    long oldestSequence() {
        lock.lock();
        try {
            QueuedEvent oldest = pending.oldest();
            return oldest == null ? 0 : oldest.sequence;
        } finally {
            lock.unlock();
        }
    }

    /** The broker has it. Of no effect, and false, if it ended before. */
    boolean acknowledge(QueuedEvent event, int partition, long offset) {
        lock.lock();
        try {
            if (!remove(event, true)) {
                return false;
            }
            counters.acknowledged();
            Published published = new Published(event.encoded.id(), partition, offset);
            CompletableFuture<Published> future = event.future;
            callbacks.execute(() -> future.complete(published));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** It will not be sent, or not again. Of no effect if it ended before. */
    void reject(QueuedEvent event, Rejection rejection) {
        lock.lock();
        try {
            takeArrivals(); // it may still be at the door, and would come in after its end
            end(event, rejection);
        } finally {
            lock.unlock();
        }
    }

    /** Rejects what was not acknowledged within the delivery time-out. */
    void expire() {
        Rejection notAcknowledged = new Rejection(
                Reason.DELIVERY_FAILED,
                () -> "not acknowledged within " + config.deliveryTimeout() + "; check the broker "
                        + config.bootstrapServers() + " or raise deliveryTimeout");
        long timeoutNanos = TimeUnit.NANOSECONDS.convert(config.deliveryTimeout());
        rejectOldest(notAcknowledged, event -> nanoTime.getAsLong() - event.acceptedNanos >= timeoutNanos);
    }

    /** Takes no more events. */
    void close() {
        closed = true;
    }

    /** After {@link #close()}: rejects everything that is left, or comes late. */
    void rejectRest(Rejection rejection) {
        lock.lock();
        try {
            restRejection = rejection;
        } finally {
            lock.unlock();
        }
        rejectOldest(rejection, event -> true);
    }

    /** Waits until nothing is left, but not longer than told. */
    void awaitEmpty(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            takeArrivals();
            long remaining = nanos;
            while (pending.count() > 0 && remaining > 0) {
                remaining = ended.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether all events accepted before are acknowledged, after waiting for that. */
    boolean flush(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        takeArrivals();
        Flush flush = new Flush(pending.lastSequence(), pending.count());
        try {
            flushes.add(flush);
            long remaining = TimeUnit.NANOSECONDS.convert(timeout);
            while (!flush.isDecided() && remaining > 0) {
                remaining = ended.awaitNanos(remaining);
            }
            return flush.succeeded();
        } finally {
            flushes.remove(flush);
            lock.unlock();
        }
    }

    @Override
    public PublisherMetrics snapshot() {
        lock.lock();
        try {
            takeArrivals();
            return counters.with(refusals, pending.count(), pending.bytes());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<Reason, Rejection> newestRejections() {
        lock.lock();
        try {
            return counters.newestRejections(refusals);
        } finally {
            lock.unlock();
        }
    }

    private Optional<QueuedEvent> takeNow(long aloneUpTo) {
        lock.lock();
        try {
            takeArrivals();
            return Optional.ofNullable(pending.take(aloneUpTo));
        } finally {
            lock.unlock();
        }
    }

    private void ringSenderThatSleeps() {
        if (!senderLooksItself) {
            ringSender();
        }
    }

    private void ringSender() {
        if (senderBell.availablePermits() == 0) {
            senderBell.release();
        }
    }

    /** Whether the event got room by giving up others. */
    private boolean makeRoomFor(QueuedEvent event) {
        if (config.overflow() == OverflowPolicy.REJECT_NEWEST) {
            return false;
        }
        lock.lock();
        try {
            takeArrivals();
            while (!room.take(event)) {
                QueuedEvent oldest = pending.oldestWaiting();
                if (oldest == null) {
                    return false;
                }
                String problem = room.problem(event, config.bootstrapServers());
                end(oldest, new Rejection(Reason.QUEUE_FULL, () -> "given up for a newer event: " + problem));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The lock is held. */
    private void takeArrivals() {
        for (QueuedEvent event = arrivals.poll(); event != null; event = arrivals.poll()) {
            pending.add(event);
            counters.accepted();
        }
    }

    /** An event left at the door just when it was closed: perhaps nobody would look there any more. */
    private void rejectLateArrivals() {
        lock.lock();
        try {
            takeArrivals();
            for (QueuedEvent event = pending.oldest();
                    restRejection != null && event != null;
                    event = pending.oldest()) {
                end(event, restRejection);
            }
        } finally {
            lock.unlock();
        }
    }

    private void rejectOldest(Rejection rejection, Predicate<QueuedEvent> condition) {
        boolean more;
        do {
            more = rejectSome(rejection, condition);
        } while (more);
    }

    private boolean rejectSome(Rejection rejection, Predicate<QueuedEvent> condition) {
        lock.lock();
        try {
            takeArrivals();
            for (int i = 0; i < MAX_ENDED_AT_ONCE; i++) {
                QueuedEvent oldest = pending.oldest();
                if (oldest == null || !condition.test(oldest)) {
                    return false;
                }
                end(oldest, rejection);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(QueuedEvent event, Rejection rejection) {
        if (remove(event, false)) {
            counters.rejected(rejection);
            CompletableFuture<Published> future = event.future;
            callbacks.execute(() -> future.completeExceptionally(rejection.toException()));
        }
    }

    private boolean remove(QueuedEvent event, boolean acknowledged) {
        if (!pending.remove(event)) {
            return false;
        }
        room.release(event);
        flushes.forEach(flush -> flush.ended(event, acknowledged));
        ringSender();
        ended.signalAll();
        return true;
    }
}
