package dev.annals.producer;

import dev.annals.event.EventJson;
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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from the queue to disk, and from there, in order, to the outgoing queue; does all input and output of the spool.
 *
 * <p>What was just written goes on from memory if there is room and nothing older is unread; else it is read back later. When the
 * disk fails, events stay with the queue and go on from there, once nothing older is unread.
 *
 * <p>One thread runs this loop; only {@link #stop()} may be called from another. A disk that hangs hangs it, and nobody else.
 */
final class Spooler implements Runnable {

    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ADOPTION = Duration.ofSeconds(30);
    private static final Duration UNREADABLE = Duration.ofSeconds(10);
    private static final int MAX_BATCH_EVENTS = 1_000;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;
    private static final int BATCHES_IN_CAP = 16;

    private final SpoolConfig config;
    private final EventQueue queue;
    private final EventQueue outgoing;
    private final SpoolLedger ledger;
    private final Executor callbacks;
    private final Warnings warnings;
    private final LongSupplier nanoTime;
    private final LongSupplier clockMillis;
    private final Deque<QueuedEvent> batch = new ArrayDeque<>();
    private final Due disk;
    private final Due reading;
    private final Due round;
    private final Due force;
    private final Due adoption;
    private volatile boolean stopping;
    private volatile boolean roomWanted;
    private @Nullable SpoolLog log;

    /** Read, and waiting for room. */
    private @Nullable Held held;

    private @Nullable Long unreadableSince;

    Spooler(
            SpoolConfig config,
            EventQueue queue,
            EventQueue outgoing,
            SpoolLedger ledger,
            Executor callbacks,
            Warnings warnings,
            LongSupplier nanoTime,
            LongSupplier clockMillis) {
        this.config = config;
        this.queue = queue;
        this.outgoing = outgoing;
        this.ledger = ledger;
        this.callbacks = callbacks;
        this.warnings = warnings;
        this.nanoTime = nanoTime;
        this.clockMillis = clockMillis;
        this.disk = new Due(nanoTime, SECOND);
        this.reading = new Due(nanoTime, SECOND);
        this.round = new Due(nanoTime, ROUND);
        this.force = new Due(nanoTime, SECOND);
        this.adoption = new Due(nanoTime, ADOPTION);
        adoption.later(); // opening the log adopts
    }

    @Override
    public void run() {
        while (!stopping) {
            try {
                turn(ROUND);
            } catch (IOException | RuntimeException | Error e) { // also a host out of memory: no reason to end
                disk.later();
                reading.later();
                failed("failed, and is tried again", e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody knows this thread to interrupt it", e);
            }
        }
        close();
    }

    /** The loop ends soon, and what is on disk stays there. */
    void stop() {
        stopping = true;
        queue.wakeSender();
    }

    /** Moves on what can be moved, after waiting a while for more. */
    void turn(Duration wait) throws IOException, InterruptedException {
        SpoolLog open = opened();
        if (open != null) {
            readOn(open);
        }
        takeBatch(wait);
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

    private @Nullable SpoolLog opened() {
        if (log == null && disk.isDue()) {
            try {
                SpoolLog opened = SpoolLog.open(config.directory(), config.limits(), clockMillis);
                log = opened;
                ledger.beginsAfter(opened.readUpTo());
                tell(opened);
            } catch (IOException e) {
                diskFailed(e);
            }
        }
        return log;
    }

    /** Fills the outgoing queue from disk. */
    private void readOn(SpoolLog open) throws IOException {
        while (held != null || (open.hasUnread() && reading.isDue())) {
            Held next = held == null ? read(open) : held;
            held = next;
            if (next == null) {
                continue; // damaged, or unreadable for now
            }
            if (!hasRoomFor(next.event)) {
                return;
            }
            held = null;
            pass(next.event, ledger.passes(next.sequence, next.atMillis));
        }
    }

    private @Nullable Held read(SpoolLog open) throws IOException {
        try {
            Optional<SpoolRecord> record = open.next();
            unreadableSince = null;
            reading.now();
            tell(open);
            return record.isEmpty() ? null : decoded(record.get());
        } catch (IOException e) {
            unreadable(open, e);
            return null;
        }
    }

    private @Nullable Held decoded(SpoolRecord record) {
        try {
            return new Held(record.sequence(), record.atMillis(), SpoolCodec.decode(record.payload()));
        } catch (IllegalArgumentException e) {
            lose(new SpoolLoss(
                    SpoolLoss.Cause.DAMAGED,
                    record.sequence(),
                    record.sequence(),
                    config.directory() + ": record " + record.sequence() + ": " + e.getMessage()));
            return null;
        }
    }

    /** The disk may come back; but what is behind must not wait for ever. */
    private void unreadable(SpoolLog open, IOException e) {
        long now = nanoTime.getAsLong();
        if (unreadableSince == null) {
            unreadableSince = now;
        }
        if (now - unreadableSince >= UNREADABLE.toNanos()) {
            unreadableSince = null;
            open.giveUpUnreadable("unreadable for " + UNREADABLE.toSeconds() + " s: " + e);
            tell(open);
            return;
        }
        reading.later();
        failed("cannot be read now, trying again", e);
    }

    private void takeBatch(Duration wait) throws InterruptedException {
        if (!batch.isEmpty()) {
            queue.take(wait, Long.MAX_VALUE).ifPresent(batch::addLast); // takes nothing beside others: a wait only
            return;
        }
        long bytes = 0;
        Optional<QueuedEvent> next = queue.take(wait, 0);
        while (next.isPresent()) {
            batch.addLast(next.get());
            bytes += next.get().bytes();
            boolean full = batch.size() >= MAX_BATCH_EVENTS
                    || bytes >= Math.min(MAX_BATCH_BYTES, config.limits().maxBytes() / BATCHES_IN_CAP);
            next = full ? Optional.empty() : queue.take(Duration.ZERO, 0);
        }
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
        } finally {
            tell(open);
        }
        batch.clear();
        disk.now();
        ledger.spooled(events, open.last());
        if (held == null && open.unread() == events.size() && hasRoomForAll(events)) {
            passWritten(open, events, first);
        }
    }

    private void passWritten(SpoolLog open, List<QueuedEvent> events, long first) {
        open.skipUnread();
        long now = clockMillis.getAsLong();
        for (int i = 0; i < events.size(); i++) {
            pass(events.get(i).encoded, ledger.passes(first + i, now));
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

    private void pass(EncodedEvent event, Passing record) {
        var unused = record.goesAs(outgoing.add(event)).future.whenComplete((published, e) -> {
            if (e == null) {
                ledger.acknowledged(record);
            } else {
                ledger.rejected(record, rejection(e));
                tellRefused(event, rejection(e));
            }
            wakeWhenThereIsRoom();
        });
    }

    private void tellRefused(EncodedEvent event, Rejection rejection) {
        callbacks.execute(
                () -> config.refusedAfterSpooling().accept(EventJson.decode(event.value()), rejection.toException()));
    }

    private void passInMemory() {
        while (!batch.isEmpty() && hasRoomFor(batch.getFirst().encoded)) {
            QueuedEvent event = batch.removeFirst();
            var unused = outgoing.add(event.encoded).future.whenComplete((published, e) -> {
                if (e == null) {
                    var unusedIfLate = queue.acknowledge(event, published.partition(), published.offset());
                } else {
                    queue.reject(event, rejection(e));
                }
                wakeWhenThereIsRoom();
            });
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

    /** What is done from time to time. */
    private void look(SpoolLog open) throws IOException {
        if (ledger.isForceWanted() || force.isDue()) {
            force.later();
            force(open);
        }
        if (round.isDue()) {
            round.later();
            open.ended(ledger.endedUpTo());
            open.expire();
        }
        if (adoption.isDue()) {
            adoption.later();
            open.adopt();
        }
        tell(open);
    }

    private void force(SpoolLog open) {
        try {
            open.force();
            ledger.forced();
        } catch (IOException e) {
            ledger.forceFailed();
            diskFailed(e);
        }
    }

    /** What the log has to tell goes to the ledger. */
    private void tell(SpoolLog open) {
        open.takeLosses().forEach(this::lose);
        ledger.look(open.adopted(), open.bytes(), open.oldestMillis());
    }

    private void lose(SpoolLoss loss) {
        Rejection rejection = new Rejection(reason(loss), loss::what);
        if (held != null && held.sequence >= loss.first() && held.sequence <= loss.last()) {
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

    /** A record that was read. */
    private record Held(long sequence, long atMillis, EncodedEvent event) {}

    /** Something that is not done more often than that. */
    private static final class Due {
        private final LongSupplier nanoTime;
        private final Duration pause;
        private long last;

        Due(LongSupplier nanoTime, Duration pause) {
            this.nanoTime = nanoTime;
            this.pause = pause;
            now();
        }

        boolean isDue() {
            return nanoTime.getAsLong() - last >= pause.toNanos();
        }

        /** Is due at once. */
        void now() {
            last = nanoTime.getAsLong() - pause.toNanos();
        }

        /** Is due after the pause. */
        void later() {
            last = nanoTime.getAsLong();
        }
    }
}
