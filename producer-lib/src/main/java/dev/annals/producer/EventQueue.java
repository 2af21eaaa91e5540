package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
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
 * <p>Thread-safe by one lock, held for moments only. The callers of {@code publish}, and Kafka's thread, do not even wait for
 * that: they leave events and acknowledgements at the door, and whoever holds the lock takes them in before it goes, or next.
 * Only to give up old events for a new one a caller needs the lock. Futures are completed by the executor.
 */
final class EventQueue implements Outcomes {

    /** Others wait for the lock meanwhile. */
    private static final int MAX_ENDED_AT_ONCE = 256;

    /** Somebody who waits looks this often, too: what came while it began to wait was left at the door. */
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    private final PublisherConfig config;
    private final LongSupplier nanoTime;
    private final Executor callbacks;

    private final Room room;
    private final Refusals refusals = new Refusals();
    private final Door arrivals = new Door();
    private final Queue<QueuedEvent> acknowledgements = new ConcurrentLinkedQueue<>();
    private final Bell senderBell = new Bell();
    private volatile boolean senderWoken;
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
        arrivals.leave(event);
        if (closed) {
            rejectLateArrivals();
        }
        senderBell.ringIfAsleep();
        return event.future;
    }

    /** For {@link #add}. */
    QueuedEvent toAdd(EncodedEvent encoded) {
        return new QueuedEvent(encoded, nanoTime.getAsLong());
    }

    /** Takes the event in, whether there is room or not. */
    void add(QueuedEvent event) {
        room.add(event);
        arrivals.leave(event);
        senderBell.ringIfAsleep();
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
     * The next events to send, now in flight; waits for one, and for room in flight, but not longer than told, and not
     * after {@link #wakeSender}. For one thread.
     *
     * @param aloneUpTo events up to this sequence are in flight one at a time
     * @param maxEvents at most so many
     * @param maxBytes together at most so large, if they are more than one
     */
    List<QueuedEvent> take(Duration wait, long aloneUpTo, int maxEvents, long maxBytes) throws InterruptedException {
        long start = System.nanoTime();
        List<QueuedEvent> taken = takeNow(aloneUpTo, maxEvents, maxBytes);
        long remaining = wait.toNanos();
        while (taken.isEmpty() && !senderWoken && remaining > 0) {
            senderBell.await(remaining);
            taken = takeNow(aloneUpTo, maxEvents, maxBytes);
            remaining = wait.toNanos() - (System.nanoTime() - start);
        }
        if (!taken.isEmpty()) {
            senderBell.worked();
        }
        senderWoken = false;
        return taken;
    }

    boolean isSenderAsleep() {
        return senderBell.isAsleep();
    }

    /** Lets {@link #take} return, now or the next time. */
    void wakeSender() {
        senderWoken = true;
        senderBell.ring();
    }

    /** Everything in flight waits again, in its old order; returns the sequence of the last, or 0. */
    long putAllBack() {
        lock.lock();
        try {
            return pending.putAllBack();
        } finally {
            unlockAndSettle();
        }
    }

    /** Whether the oldest event in flight was handed over that long ago. */
    boolean isStalled(Duration limit) {
        lock.lock();
        try {
            return pending.isStalled(limit, nanoTime.getAsLong());
        } finally {
            unlockAndSettle();
        }
    }

    /** The sequence of the oldest event that has not ended, or 0. */
    long oldestSequence() {
        lock.lock();
        try {
            QueuedEvent oldest = pending.oldest();
            return oldest == null ? 0 : oldest.sequence;
        } finally {
            unlockAndSettle();
        }
    }

    /** The broker has it. Of no effect if it ended before. Does not wait for the lock: for Kafka's own thread. */
    void acknowledged(QueuedEvent event, int partition, long offset) {
        event.future.acknowledged(new Published(event.id, partition, offset));
        acknowledgements.add(event);
        settle();
    }

    /** The broker has it, or the disk: counted as such when this returns. Of no effect, and false, if it ended before. */
    boolean acknowledge(QueuedEvent event, int partition, long offset) {
        lock.lock();
        try {
            return endAcknowledged(event, partition, offset);
        } finally {
            unlockAndSettle();
        }
    }

    /** The disk has them all; returns how many had not ended before. */
    int acknowledgeAll(List<QueuedEvent> events) {
        lock.lock();
        try {
            int ended = 0;
            for (QueuedEvent event : events) {
                ended += endAcknowledged(event, Published.NOWHERE, Published.NOWHERE) ? 1 : 0;
            }
            return ended;
        } finally {
            unlockAndSettle();
        }
    }

    /** It will not be sent, or not again. Of no effect if it ended before. */
    void reject(QueuedEvent event, Rejection rejection) {
        lock.lock();
        try {
            takeArrivals(); // it may still be at the door, and would come in after its end
            end(event, rejection);
        } finally {
            unlockAndSettle();
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
            unlockAndSettle();
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
                long look = Math.min(remaining, LOOK_NANOS);
                remaining += ended.awaitNanos(look) - look;
                takeArrivals();
            }
        } finally {
            unlockAndSettle();
        }
    }

    /** Whether all events accepted before are acknowledged, after waiting for that. */
    boolean flush(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return flushed(TimeUnit.NANOSECONDS.convert(timeout));
        } finally {
            unlockAndSettle();
        }
    }

    /** The lock is held. */
    private boolean flushed(long nanos) throws InterruptedException {
        takeArrivals();
        Flush flush = new Flush(pending.lastSequence(), pending.count());
        flushes.add(flush);
        try {
            long remaining = nanos;
            while (!flush.isDecided() && remaining > 0) {
                long look = Math.min(remaining, LOOK_NANOS);
                remaining += ended.awaitNanos(look) - look;
                takeArrivals();
            }
            return flush.succeeded();
        } finally {
            flushes.remove(flush);
        }
    }

    @Override
    public PublisherMetrics snapshot() {
        lock.lock();
        try {
            takeArrivals();
            return counters.with(refusals, pending.count(), pending.bytes());
        } finally {
            unlockAndSettle();
        }
    }

    @Override
    public Map<Reason, Rejection> newestRejections() {
        lock.lock();
        try {
            return counters.newestRejections(refusals);
        } finally {
            unlockAndSettle();
        }
    }

    private List<QueuedEvent> takeNow(long aloneUpTo, int maxEvents, long maxBytes) {
        lock.lock();
        try {
            takeArrivals();
            List<QueuedEvent> taken = new ArrayList<>(Math.min(maxEvents, pending.count())); // before any is in flight
            long bytes = 0;
            while (taken.size() < maxEvents && (taken.isEmpty() || bytes + pending.nextBytes() <= maxBytes)) {
                QueuedEvent event = pending.take(aloneUpTo);
                if (event == null) {
                    break;
                }
                taken.add(event);
                bytes += event.bytes();
            }
            return taken;
        } finally {
            unlockAndSettle();
        }
    }

    /** Every release of the lock but a wait: what was left at the door meanwhile is taken in. */
    private void unlockAndSettle() {
        lock.unlock();
        settle();
    }

    /** If somebody else has the lock, it does so before it goes. */
    private void settle() {
        while (!acknowledgements.isEmpty() && lock.tryLock()) {
            try {
                takeArrivals();
            } finally {
                lock.unlock();
            }
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
            if (!acknowledgements.isEmpty()) { // they may be many: not for a caller
                senderBell.ring();
            }
        }
    }

    /** Then what Kafka has acknowledged of them and of others. The lock is held. */
    private void takeArrivals() {
        QueuedEvent arrived = arrivals.takeAll();
        while (arrived != null) {
            QueuedEvent next = arrived.neighbourAtDoor;
            arrived.neighbourAtDoor = null; // who still has it must not keep all that came after
            pending.add(arrived);
            counters.accepted();
            arrived = next;
        }
        takeAcknowledgements();
    }

    /** Some of them; {@link #settle} takes the others. Callbacks run last: by then there is room, and everything is counted. */
    private void takeAcknowledgements() {
        int events = 0;
        long bytes = 0;
        Ending first = null;
        Ending last = null;
        try {
            while (events < MAX_ENDED_AT_ONCE) {
                QueuedEvent event = acknowledgements.poll();
                if (event == null) {
                    break;
                }
                if (leave(event, true)) {
                    events++;
                    bytes += event.bytes();
                    if (last == null) {
                        first = event.future;
                    } else {
                        last.next = event.future;
                    }
                    last = event.future;
                }
            }
        } finally {
            if (events > 0) {
                counters.acknowledged(events);
                left(events, bytes);
            }
        }
        while (first != null) {
            Ending next = first.next;
            first.next = null; // whoever keeps a future must not keep all that ended after it
            callbacks.execute(first);
            first = next;
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
            unlockAndSettle();
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
            unlockAndSettle();
        }
    }

    private void end(QueuedEvent event, Rejection rejection) {
        if (leave(event, false)) {
            counters.rejected(rejection);
            left(1, event.bytes());
            event.future.rejected(rejection);
            callbacks.execute(event.future);
        }
    }

    private boolean endAcknowledged(QueuedEvent event, int partition, long offset) {
        Published published = new Published(event.id, partition, offset); // or the memory for it would be missed later
        if (!leave(event, true)) {
            return false;
        }
        counters.acknowledged(1);
        left(1, event.bytes());
        event.future.acknowledged(published);
        callbacks.execute(event.future);
        return true;
    }

    /** Whether it was still here. */
    private boolean leave(QueuedEvent event, boolean acknowledged) {
        if (!pending.remove(event)) {
            return false;
        }
        for (Flush flush : flushes) {
            flush.ended(event, acknowledged);
        }
        return true;
    }

    private void left(int events, long bytes) {
        room.release(events, bytes);
        senderBell.ringIfAsleep(); // there may be room in flight
        ended.signalAll();
    }
}
