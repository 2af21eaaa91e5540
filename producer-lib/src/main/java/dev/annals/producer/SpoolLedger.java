package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.spool.SpoolLoss;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Counts each event of a publisher with a spool in one place, and knows up to where the spool's events have ended.
 *
 * <p>Thread-safe by one lock, held for moments only. Locks are taken in this order: the outgoing queue's, this one, the
 * queue's; so that an event passes from one count to the next under this one.
 */
final class SpoolLedger implements Outcomes {

    private final EventQueue queue;
    private final LongSupplier clockMillis;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Passing> passing = new ArrayDeque<>();
    private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
    private final Map<Reason, Rejection> newest = new EnumMap<>(Reason.class);
    private long spooledHere;
    private long orphans;
    private long found;
    private long acknowledged;
    private long allRejected;
    private long damaged;
    private long failures;
    private long bytes;

    /** Of what the log holds, ended or not. */
    private long oldestMillis;

    private long passedUpTo;
    private long appendedUpTo;
    private long forcedUpTo;
    private long unforcedUpTo;
    private long forceFailures;
    private boolean forceWanted;

    /** The log was opened, or could not be: before that nobody knows whether it is empty. */
    private boolean known;

    SpoolLedger(EventQueue queue, LongSupplier clockMillis) {
        this.queue = queue;
        this.clockMillis = clockMillis;
    }

    /** The batch is on disk, up to that sequence: its futures end. */
    void spooled(List<QueuedEvent> batch, long last) {
        lock.lock();
        try {
            appendedUpTo = last;
            orphans += batch.size(); // all are on disk, whatever happens next
            int ended = queue.acknowledgeAll(batch);
            spooledHere += ended; // the others were rejected by close just now
            orphans -= ended;
        } finally {
            lock.unlock();
        }
    }

    /** A record of the spool goes to Kafka now; or again, if an error came between. */
    void passes(Passing record) {
        lock.lock();
        try {
            Passing last = passing.peekLast();
            if (last != null && last.sequence == record.sequence) {
                passing.removeLast();
            }
            passing.addLast(record);
            passedUpTo = record.sequence;
        } finally {
            lock.unlock();
        }
    }

    void acknowledged(Passing record) {
        lock.lock();
        try {
            acknowledged++;
            ended(record);
        } finally {
            lock.unlock();
        }
    }

    void rejected(Passing record, Rejection rejection) {
        lock.lock();
        try {
            reject(rejection, 1);
            ended(record);
        } finally {
            lock.unlock();
        }
    }

    /** Counts those that have not been passed on; returns the others that have not ended, to be rejected where they are. */
    List<Passing> lost(SpoolLoss loss, Rejection rejection) {
        lock.lock();
        try {
            long unread = loss.last() - Math.max(loss.first() - 1, passedUpTo);
            if (unread > 0) {
                reject(rejection, unread);
                damaged += loss.cause() == SpoolLoss.Cause.DAMAGED ? unread : 0;
                passedUpTo = loss.last();
                changed.signalAll();
            }
            return passing.stream()
                    .filter(record -> !record.ended)
                    .filter(record -> record.sequence >= loss.first() && record.sequence <= loss.last())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Up to this sequence all records have ended. */
    long endedUpTo() {
        lock.lock();
        try {
            return allEndedUpTo();
        } finally {
            lock.unlock();
        }
    }

    void failed() {
        lock.lock();
        try {
            failures++;
            known = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the log says now. */
    void look(long foundRecords, long logBytes, long logOldestMillis) {
        lock.lock();
        try {
            found = foundRecords;
            bytes = logBytes;
            oldestMillis = logOldestMillis;
            known = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The log begins there: what is before has ended. */
    void beginsAfter(long sequence) {
        lock.lock();
        try {
            passedUpTo = sequence;
        } finally {
            lock.unlock();
        }
    }

    boolean isForceWanted() {
        lock.lock();
        try {
            return forceWanted;
        } finally {
            lock.unlock();
        }
    }

    /** @param missedUpTo there are records up to there that were not, and never will be */
    void forced(long missedUpTo) {
        lock.lock();
        try {
            forceWanted = false;
            forcedUpTo = appendedUpTo;
            unforcedUpTo = missedUpTo;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void forceFailed() {
        lock.lock();
        try {
            forceWanted = false;
            forceFailures++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that was appended before has ended or survives the loss of power, after waiting for that. */
    boolean awaitForced(long nanos, Runnable wake) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wanted = appendedUpTo;
            long failuresBefore = forceFailures;
            long remaining = nanos;
            forceWanted = forcedUpTo < wanted;
            wake.run();
            while (!isSafe(wanted) && forceFailures == failuresBefore && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return isSafe(wanted);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is left in the spool, but not longer than told. */
    void awaitEmpty(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = nanos;
            while ((!known || events() > 0) && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PublisherMetrics snapshot() {
        lock.lock();
        try {
            PublisherMetrics queued = queue.snapshot();
            Map<Reason, Long> all = new EnumMap<>(queued.rejected());
            rejected.forEach((reason, count) -> all.merge(reason, count, Long::sum));
            return new PublisherMetrics(
                    queued.offered(),
                    queued.acknowledged() - spooledHere + acknowledged,
                    all,
                    queued.queued(),
                    queued.queuedBytes(),
                    new SpoolMetrics(events(), bytes, oldest(), found + orphans, damaged, failures));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<Reason, Rejection> newestRejections() {
        lock.lock();
        try {
            Map<Reason, Rejection> all = new EnumMap<>(Reason.class);
            all.putAll(queue.newestRejections());
            all.putAll(newest);
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isSafe(long sequence) {
        return forcedUpTo >= sequence && allEndedUpTo() >= unforcedUpTo;
    }

    private long allEndedUpTo() {
        Passing first = passing.peekFirst();
        return first == null ? passedUpTo : first.sequence - 1;
    }

    private long events() {
        return spooledHere + orphans + found - acknowledged - allRejected;
    }

    private Duration oldest() {
        if (events() == 0) {
            return Duration.ZERO;
        }
        Passing first = passing.peekFirst();
        long since = first == null ? oldestMillis : first.atMillis;
        return Duration.ofMillis(Math.max(0, clockMillis.getAsLong() - since));
    }

    private void reject(Rejection rejection, long events) {
        rejected.merge(rejection.reason(), events, Long::sum);
        newest.put(rejection.reason(), rejection);
        allRejected += events;
    }

    private void ended(Passing record) {
        record.ended = true;
        for (Passing first = passing.peekFirst(); first != null && first.ended; first = passing.peekFirst()) {
            passing.removeFirst();
        }
        changed.signalAll();
    }

    /** A record between the spool and Kafka. */
    static final class Passing {
        private final long sequence;
        private final long atMillis;
        private final QueuedEvent outgoing;
        private boolean ended;

        Passing(long sequence, long atMillis, QueuedEvent outgoing) {
            this.sequence = sequence;
            this.atMillis = atMillis;
            this.outgoing = outgoing;
        }

        QueuedEvent outgoing() {
            return outgoing;
        }
    }
}
