package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.SpoolLedger.Passing;
import dev.annals.producer.spool.SpoolLog;
import dev.annals.producer.spool.SpoolLoss;
import dev.annals.producer.spool.SpoolRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue to disk, and from there, in order, to the outgoing queue; does all input and output of the spool.
 *
 * <p>What was just written goes on from memory if there is room and nothing older is unread; else it is read back later. When the
 * disk fails, events stay with the queue and go on from there, once nothing older is unread.
 *
 * <p>One thread runs this loop; only {@link #stop()} and {@link #turnedNanos()} may be called from another. A disk that hangs
 * hangs it.
 */
final class Spooler implements Runnable {

    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ADOPTION = Duration.ofSeconds(30);
    private static final Duration UNREADABLE = Duration.ofSeconds(10);

    /** Reading on may take that long, and so many events, before it is time for what is new. */
    private static final Duration READING = Duration.ofMillis(100);

    private static final int MAX_READ_EVENTS = 1_000;
    private static final int MAX_BATCH_EVENTS = 1_000;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;
    private static final int BATCHES_IN_CAP = 16;

    private final SpoolConfig config;
    private final EventQueue queue;
    private final EventQueue outgoing;
    private final SpoolLedger ledger;
    private final RefusedEvents refused;
    private final Warnings warnings;
    private final LongSupplier nanoTime;
    private final LongSupplier clockMillis;
    private final Deque<QueuedEvent> batch = new ArrayDeque<>(MAX_BATCH_EVENTS + 1); // what is taken is never lost
    private final Due disk;
    private final Due reading;
    private final Due round;
    private final Due upkeep;
    private final Due force;
    private final Due adoption;
    private volatile long turnedNanos;
    private volatile boolean stopping;
    private volatile boolean roomWanted;
    private @Nullable SpoolLog log;

    /** Read, and waiting for room. */
    private @Nullable SpoolRecord held;

    private @Nullable Long unreadableSince;

    /** What ended the last turn, and nobody knows yet. */
    private @Nullable Throwable untold;

    Spooler(
            SpoolConfig config,
            EventQueue queue,
            EventQueue outgoing,
            SpoolLedger ledger,
            RefusedEvents refused,
            Warnings warnings,
            LongSupplier nanoTime,
            LongSupplier clockMillis) {
        this.config = config;
        this.queue = queue;
        this.outgoing = outgoing;
        this.ledger = ledger;
        this.refused = refused;
        this.warnings = warnings;
        this.nanoTime = nanoTime;
        this.clockMillis = clockMillis;
        this.disk = new Due(nanoTime, SECOND);
        this.reading = new Due(nanoTime, SECOND);
        this.round = new Due(nanoTime, ROUND);
        this.upkeep = new Due(nanoTime, SECOND);
        this.force = new Due(nanoTime, SECOND);
        this.adoption = new Due(nanoTime, ADOPTION);
        this.turnedNanos = nanoTime.getAsLong();
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn(ROUND);
            } catch (RuntimeException | Error e) { // also a host out of memory: no reason to end
                untold = e; // to tell it needs memory, too: that is the next turn's
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody knows this thread to interrupt it", e);
            }
        }
        close();
        tellFailure(); // last: it may need memory that is not there
    }

    /** The loop ends soon, and what is on disk stays there. */
    void stop() {
        stopping = true;
        queue.wakeSender();
    }

    /** When the last turn began. */
    long turnedNanos() {
        return turnedNanos;
    }

    /** Moves on what can be moved, after waiting a while for more. */
    void turn(Duration wait) throws InterruptedException {
        turnedNanos = nanoTime.getAsLong();
        tellFailure();
        SpoolLog open = opened();
        boolean more = open != null && readOn(open);
        takeBatch(more ? Duration.ZERO : wait);
        if (!batch.isEmpty() && open != null && disk.isDue()) {
            append(open);
        }
        if (!batch.isEmpty() && held == null && (open == null || !open.hasUnread())) {
            passInMemory();
        }
        if (open != null) {
            look(open);
        }
    }

    private void tellFailure() {
        Throwable failure = untold;
        untold = null; // first: what fails below is told instead
        if (failure != null) {
            failed("failed, and is tried again", failure);
        }
    }

    private @Nullable SpoolLog opened() {
        if (log == null && disk.isDue()) {
            try {
                SpoolLog opened =
                        SpoolLog.open(config.directory(), config.limits(), clockMillis, nanoTime, config.disk());
                ledger.beginsAfter(opened.readUpTo());
                log = opened;
                adopt(opened); // first: what is new goes behind
                tell(opened);
            } catch (IOException e) {
                diskFailed(e);
            } catch (RuntimeException | Error e) {
                disk.later();
                throw e;
            }
        }
        return log;
    }

    /** Fills the outgoing queue from disk; whether there is time for more only in the next turn. */
    private boolean readOn(SpoolLog open) {
        long start = nanoTime.getAsLong();
        int read = 0;
        try {
            while (reading.isDue() && (held != null || open.hasUnread()) && !refused.isBehind()) {
                if (read == MAX_READ_EVENTS || nanoTime.getAsLong() - start >= READING.toNanos()) {
                    return true;
                }
                read++;
                SpoolRecord next = held == null ? read(open) : held;
                EncodedEvent event = next == null ? null : decoded(next);
                if (next == null || event == null) {
                    continue; // damaged, or unreadable for now
                }
                if (!hasRoomFor(event)) {
                    return false;
                }
                pass(event, next.sequence(), next.atMillis());
                held = null;
            }
            return false;
        } catch (RuntimeException | Error e) {
            reading.later();
            throw e;
        }
    }

    /** Into the hand. */
    private @Nullable SpoolRecord read(SpoolLog open) {
        try {
            held = open.next().orElse(null);
            unreadableSince = null;
            reading.now();
        } catch (IOException e) {
            unreadable(open, e);
        }
        tell(open);
        return held;
    }

    /** Null if it cannot be, and is lost. */
    private @Nullable EncodedEvent decoded(SpoolRecord record) {
        try {
            return SpoolCodec.decode(record.payload());
        } catch (IllegalArgumentException e) {
            long sequence = record.sequence();
            lose(new SpoolLoss(
                    SpoolLoss.Cause.DAMAGED,
                    sequence,
                    sequence,
                    config.directory() + ": record " + sequence + ": " + e.getMessage()));
            return null;
        }
    }

    /** The disk may come back; but what is behind must not wait for ever. */
    private void unreadable(SpoolLog open, IOException e) {
        long now = nanoTime.getAsLong();
        if (unreadableSince == null) {
            unreadableSince = now;
        }
        if (now - unreadableSince >= UNREADABLE.toNanos()
                && open.giveUpUnreadable("unreadable for " + UNREADABLE.toSeconds() + " s: " + e)) {
            unreadableSince = null;
            return;
        }
        reading.later();
        failed("cannot be read now, trying again", e);
    }

    private void takeBatch(Duration wait) throws InterruptedException {
        boolean waitOnly = !batch.isEmpty(); // beside others it takes nothing
        long maxBytes = Math.min(MAX_BATCH_BYTES, config.limits().maxBytes() / BATCHES_IN_CAP);
        batch.addAll(queue.take(wait, waitOnly ? Long.MAX_VALUE : 0, MAX_BATCH_EVENTS, maxBytes));
    }

    private void append(SpoolLog open) {
        List<QueuedEvent> events = new ArrayList<>(batch);
        long first;
        try {
            first = open.append(events.stream()
                    .map(event -> SpoolCodec.encode(event.encoded))
                    .toList());
        } catch (IOException e) {
            diskFailed(e);
            return;
        } catch (RuntimeException | Error e) {
            disk.later();
            throw e;
        } finally {
            tell(open);
        }
        disk.now();
        ledger.spooled(events, open.last());
        batch.clear(); // after an error above they are written twice, with the same ids
        if (held == null && open.unread() == events.size() && hasRoomForAll(events)) {
            passWritten(open, events, first);
        }
    }

    private void passWritten(SpoolLog open, List<QueuedEvent> events, long first) {
        long now = clockMillis.getAsLong();
        for (int i = 0; i < events.size(); i++) {
            pass(events.get(i).encoded, first + i, now);
            open.skipUnread(first + i);
        }
    }

    private boolean hasRoomForAll(List<QueuedEvent> events) {
        long bytes = events.stream().mapToLong(QueuedEvent::bytes).sum();
        return outgoing.hasRoomFor(events.size(), bytes);
    }

    /** If not, this thread is woken when there is. */
    private boolean hasRoomFor(EncodedEvent event) {
        roomWanted = true; // first: what ends from now on sees it
        boolean room = outgoing.hasRoomFor(event);
        roomWanted = !room;
        return room;
    }

    private void pass(EncodedEvent encoded, long sequence, long atMillis) {
        QueuedEvent event = outgoing.toAdd(encoded);
        Passing record = new Passing(sequence, atMillis, event);
        var unused = event.future.whenComplete((published, e) -> {
            if (e == null) {
                ledger.acknowledged(record);
            } else {
                Rejection rejection = rejection(e);
                ledger.rejected(record, rejection);
                refused.tell(encoded, rejection);
            }
            wakeWhenThereIsRoom();
        });
        ledger.passes(record);
        outgoing.add(event);
    }

    private void passInMemory() {
        while (!batch.isEmpty() && hasRoomFor(batch.getFirst().encoded)) {
            QueuedEvent event = batch.getFirst();
            QueuedEvent added = outgoing.toAdd(event.encoded);
            var unused = added.future.whenComplete((published, e) -> {
                if (e == null) {
                    var unusedIfLate = queue.acknowledge(event, published.partition(), published.offset());
                } else {
                    queue.reject(event, rejection(e));
                }
                wakeWhenThereIsRoom();
            });
            outgoing.add(added);
            batch.removeFirst();
        }
    }

    /** Half of it, so that not each event wakes this thread. */
    private void wakeWhenThereIsRoom() {
        if (roomWanted && outgoing.isHalfEmpty()) {
            queue.wakeSender();
        }
    }

    private static Rejection rejection(Throwable e) {
        return e instanceof EventRejectedException rejected
                ? new Rejection(rejected.reason(), rejected::getMessage, rejected.getCause())
                : new Rejection(Reason.DELIVERY_FAILED, e::toString, e);
    }

    /** What is done from time to time. Whatever fails here, reading goes on. */
    private void look(SpoolLog open) {
        if (ledger.isForceWanted() || force.isDue()) {
            force.later();
            force(open);
        }
        if (round.isDue() && upkeep.isDue()) {
            round.later();
            tidy(open);
        }
        if (adoption.isDue()) {
            adopt(open);
        }
        tell(open);
    }

    /** What is too old goes, even if what has ended cannot. */
    private void tidy(SpoolLog open) {
        try {
            open.ended(ledger.endedUpTo());
        } catch (IOException e) {
            tidyingFailed(e);
        }
        try {
            open.expire();
        } catch (IOException e) {
            tidyingFailed(e);
        }
    }

    private void tidyingFailed(IOException e) {
        upkeep.later();
        failed("cannot be tidied up now, trying again", e);
    }

    private void adopt(SpoolLog open) {
        adoption.later();
        try {
            open.adopt();
        } catch (IOException e) {
            failed("cannot take over all that others have left, trying again", e);
        }
    }

    private void force(SpoolLog open) {
        try {
            open.force();
            ledger.forced(open.unforcedUpTo());
        } catch (IOException e) {
            ledger.forceFailed();
            diskFailed(e);
        }
    }

    /** What the log has to tell goes to the ledger. */
    private void tell(SpoolLog open) {
        open.takeLosses().forEach(this::lose);
        open.takeNotes().forEach(note -> warnings.warn("the spool in " + config.directory() + ": " + note));
        ledger.look(open.adopted(), open.bytes(), open.oldestMillis());
    }

    private void lose(SpoolLoss loss) {
        Rejection rejection = new Rejection(reason(loss), loss::what);
        if (held != null && held.sequence() >= loss.first() && held.sequence() <= loss.last()) {
            held = null; // counted with those that were not passed on
        }
        ledger.lost(loss, rejection).forEach(record -> outgoing.reject(record.outgoing(), rejection));
    }

    private static Reason reason(SpoolLoss loss) {
        return switch (loss.cause()) {
            case FULL -> Reason.SPOOL_FULL;
            case EXPIRED -> Reason.SPOOL_EXPIRED;
            case DAMAGED -> Reason.SPOOL_DAMAGED;
        };
    }

    private void diskFailed(IOException e) {
        disk.later();
        failed("cannot be written now, events stay in memory only", e);
    }

    private void failed(String what, Throwable e) {
        ledger.failed();
        if (warnings.isDue()) {
            warnings.warn("the spool in " + config.directory() + " " + what + ": " + e);
        }
    }

    private void close() {
        SpoolLog closing = log;
        if (closing == null) {
            return;
        }
        try (closing) {
            closing.ended(ledger.endedUpTo());
        } catch (IOException e) {
            failed("could not be closed well, some events may be sent again", e);
        }
    }
}
