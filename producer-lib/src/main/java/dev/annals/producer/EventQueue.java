package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Every accepted event from {@code publish} to its end, within bounds, and the counters of what became of them. An event
 * waits, then is in flight, then has ended: acknowledged or rejected, exactly once, whoever is first.
 *
 * <p>Thread-safe by one lock, held for moments only. Futures are completed by the executor.
 */
final class EventQueue {

    /** Callers wait for the lock meanwhile. */
    private static final int MAX_ENDED_AT_ONCE = 256;

    private final PublisherConfig config;
    private final LongSupplier nanoTime;
    private final Executor callbacks;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sendable = lock.newCondition();
    private final Condition ended = lock.newCondition();

    private final PendingEvents pending;
    private final Counters counters = new Counters();
    private final List<Flush> flushes = new ArrayList<>();
    private boolean senderWoken;
    private boolean closed;

    EventQueue(PublisherConfig config, LongSupplier nanoTime, Executor callbacks) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.callbacks = callbacks;
        this.pending = new PendingEvents(config.queueMaxEvents(), config.queueMaxBytes());
    }

    /** Takes the event in, or tells why not; either way it is counted. */
    Optional<EventRejectedException> offer(QueuedEvent event) {
        lock.lock();
        try {
            counters.offered();
            Optional<EventRejectedException> rejection = admissionProblem(event);
            if (rejection.isPresent()) {
                counters.rejected(rejection.get());
                return rejection;
            }
            pending.add(event, nanoTime.getAsLong());
            sendable.signal();
            return rejection;
        } finally {
            lock.unlock();
        }
    }

    /** Counts an event that was offered and never came in. */
    void refuse(EventRejectedException rejection) {
        lock.lock();
        try {
            counters.offered();
            counters.rejected(rejection);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next event to send, now in flight; waits for one, and for room in flight, but not longer than told, and not
     * after {@link #wakeSender}.
     *
     * @param aloneUpTo events up to this sequence are in flight one at a time
     */
    Optional<QueuedEvent> take(Duration wait, long aloneUpTo) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = wait.toNanos();
            QueuedEvent event = pending.take(aloneUpTo);
            while (event == null && !senderWoken && remaining > 0) {
                remaining = sendable.awaitNanos(remaining);
                event = pending.take(aloneUpTo);
            }
            senderWoken = false;
            return Optional.ofNullable(event);
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #take} return, now or the next time. */
    void wakeSender() {
        lock.lock();
        try {
            senderWoken = true;
            sendable.signal();
        } finally {
            lock.unlock();
        }
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

    /** The broker has it. Of no effect if it ended before. */
    void acknowledge(QueuedEvent event, int partition, long offset) {
        lock.lock();
        try {
            if (remove(event, true)) {
                counters.acknowledged();
                Published published = new Published(event.encoded.id(), partition, offset);
                CompletableFuture<Published> future = event.future;
                callbacks.execute(() -> future.complete(published));
            }
        } finally {
            lock.unlock();
        }
    }

    /** It will not be sent, or not again. Of no effect if it ended before. */
    void reject(QueuedEvent event, EventRejectedException rejection) {
        lock.lock();
        try {
            end(event, rejection);
        } finally {
            lock.unlock();
        }
    }

    /** Rejects what was not acknowledged within the delivery time-out. */
    void expire() {
        long timeoutNanos = TimeUnit.NANOSECONDS.convert(config.deliveryTimeout());
        rejectOldest(
                Reason.DELIVERY_FAILED,
                "not acknowledged within " + config.deliveryTimeout() + "; check the broker "
                        + config.bootstrapServers() + " or raise deliveryTimeout",
                event -> nanoTime.getAsLong() - event.acceptedNanos >= timeoutNanos);
    }

    /** Takes no more events. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Rejects everything that is left. */
    void rejectRest(String message) {
        rejectOldest(Reason.CLOSED, message, event -> true);
    }

    /** Waits until nothing is left, but not longer than told. */
    void awaitEmpty(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
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

    PublisherMetrics snapshot() {
        lock.lock();
        try {
            return counters.with(pending.count(), pending.bytes());
        } finally {
            lock.unlock();
        }
    }

    /** The newest rejection's message for each reason there was. */
    Map<Reason, String> lastMessages() {
        lock.lock();
        try {
            return counters.lastMessages();
        } finally {
            lock.unlock();
        }
    }

    private Optional<EventRejectedException> admissionProblem(QueuedEvent event) {
        if (closed) {
            return Optional.of(
                    new EventRejectedException(Reason.CLOSED, "published after the publisher was closed", null));
        }
        if (event.bytes() > config.queueMaxBytes()) {
            return Optional.of(new EventRejectedException(
                    Reason.TOO_LARGE,
                    "the event has " + event.bytes() + " bytes, more than the whole queue may hold ("
                            + config.queueMaxBytes() + "); raise queueMaxBytes",
                    null));
        }
        makeRoomFor(event);
        return isFullFor(event) ? Optional.of(queueFull(event, "")) : Optional.empty();
    }

    private void makeRoomFor(QueuedEvent event) {
        if (config.overflow() == OverflowPolicy.REJECT_NEWEST) {
            return;
        }
        for (QueuedEvent oldest = pending.oldestWaiting();
                oldest != null && isFullFor(event);
                oldest = pending.oldestWaiting()) {
            end(oldest, queueFull(event, "given up for a newer event: "));
        }
    }

    private boolean isFullFor(QueuedEvent event) {
        return pending.count() >= config.queueMaxEvents() || pending.bytes() + event.bytes() > config.queueMaxBytes();
    }

    private EventRejectedException queueFull(QueuedEvent newcomer, String prefix) {
        String knob = pending.count() >= config.queueMaxEvents() ? "queueMaxEvents" : "queueMaxBytes";
        String message = prefix + "queue full (" + pending.count() + " of " + config.queueMaxEvents() + " events, "
                + pending.bytes() + " of " + config.queueMaxBytes() + " bytes; the new event has " + newcomer.bytes()
                + "); raise " + knob + " or check the broker " + config.bootstrapServers();
        return new EventRejectedException(Reason.QUEUE_FULL, message, null);
    }

    private void rejectOldest(Reason reason, String message, Predicate<QueuedEvent> condition) {
        boolean more;
        do {
            more = rejectSome(reason, message, condition);
        } while (more);
    }

    private boolean rejectSome(Reason reason, String message, Predicate<QueuedEvent> condition) {
        lock.lock();
        try {
            for (int i = 0; i < MAX_ENDED_AT_ONCE; i++) {
                QueuedEvent oldest = pending.oldest();
                if (oldest == null || !condition.test(oldest)) {
                    return false;
                }
                end(oldest, new EventRejectedException(reason, message, null));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(QueuedEvent event, EventRejectedException rejection) {
        if (remove(event, false)) {
            counters.rejected(rejection);
            CompletableFuture<Published> future = event.future;
            callbacks.execute(() -> future.completeExceptionally(rejection));
        }
    }

    private boolean remove(QueuedEvent event, boolean acknowledged) {
        if (!pending.remove(event)) {
            return false;
        }
        flushes.forEach(flush -> flush.ended(event, acknowledged));
        sendable.signal();
        ended.signalAll();
        return true;
    }
}
