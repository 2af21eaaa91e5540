package dev.annals.producer.spool;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to the log of one process and reads them back in order; forgets those that have ended. See the package
 * for what is on disk and what survives what.
 *
 * <p>A method that throws {@link IOException} may be called again: the disk may have come back, or the directory is made anew.
 *
 * <p>Single-threaded.
 */
public final class SpoolLog implements AutoCloseable {

    private final Path root;
    private final SpoolLimits limits;
    private final LongSupplier clockMillis;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final List<SpoolLoss> losses = new ArrayList<>();
    private Lane lane;
    private Acknowledged acknowledged;

    /** The last of the segments, while it may grow. */
    private @Nullable Segment growing;

    private boolean growingIsNew;

    /** Some records have not been forced. */
    private boolean dirty;

    /** And some never will be: theirs is not the segment that grows. */
    private boolean forceMissed;

    private long bytes;
    private long adopted;
    private long nextSequence = 1;
    private long nextUnread = 1;
    private long ended;
    private long endedOnDisk;

    private SpoolLog(Path root, SpoolLimits limits, LongSupplier clockMillis, Lane lane) {
        this.root = root;
        this.limits = limits;
        this.clockMillis = clockMillis;
        this.lane = lane;
        this.acknowledged = new Acknowledged(lane.directory());
    }

    /**
     * Takes the first lane below {@code root} that nobody alive has, with all unread records in it, and those of the other
     * lanes that nobody has.
     *
     * @param clockMillis Unix milliseconds
     * @throws IOException if the directory cannot be made, read or locked
     */
    public static SpoolLog open(Path root, SpoolLimits limits, LongSupplier clockMillis) throws IOException {
        Lane lane = Lane.take(root);
        SpoolLog log = new SpoolLog(root, limits, clockMillis, lane);
        try {
            log.recover();
            log.adopt();
            return log;
        } catch (IOException | RuntimeException e) {
            log.closeAfter(e);
            throw e;
        }
    }

    /** The lane, for a log. */
    public Path directory() {
        return lane.directory();
    }

    /**
     * Moves here what the lanes of processes hold that have died. Records among them that had ended may come again.
     */
    public void adopt() throws IOException {
        ensureOurs();
        for (Lane orphan : Lane.takeOrphans(root)) {
            try (orphan) {
                adopt(orphan, new Acknowledged(orphan.directory()).read());
            }
        }
    }

    /**
     * Appends in order: all, or none if it throws. May give up the oldest segment for it.
     *
     * @param payloads not empty, and together not larger than a gigabyte
     * @return the sequence of the first
     */
    public long append(List<byte[]> payloads) throws IOException {
        int batchBytes = payloads.stream()
                .mapToInt(payload -> Math.toIntExact(Frame.bytes(payload)))
                .reduce(0, Math::addExact);
        ensureOurs();
        Segment segment = roomyFor(batchBytes);
        try {
            segment.append(payloads, batchBytes, clockMillis.getAsLong());
        } catch (IOException e) {
            abandon(segment, e);
            throw e;
        }
        long first = nextSequence;
        bytes += batchBytes;
        nextSequence += payloads.size();
        dirty = true;
        return first;
    }

    /** Whether {@link #next} has something to read, if only a loss. */
    public boolean hasUnread() {
        return nextUnread < nextSequence;
    }

    /** How many those are. */
    public long unread() {
        return nextSequence - nextUnread;
    }

    /** What was appended so far need not be read. */
    public void skipUnread() {
        nextUnread = nextSequence;
        if (growing != null) {
            growing.skipAll();
        }
    }

    /** The next unread record that is whole; empty if there is none. Others are told by {@link #takeLosses}. */
    public Optional<SpoolRecord> next() throws IOException {
        while (hasUnread()) {
            Segment segment = segmentOf(nextUnread);
            Frame frame = segment.next();
            if (frame == null) {
                loseUnread(segment, "damaged at byte " + segment.damagedAt());
                leave(segment);
                continue;
            }
            long sequence = segment.first() + frame.index();
            if (sequence < nextUnread || sequence > segment.last()) {
                continue; // ended before, or behind what was promised
            }
            if (sequence > nextUnread) {
                lose(Cause.DAMAGED, nextUnread, sequence - 1, segment, "damaged at byte " + segment.damagedAt());
            }
            nextUnread = sequence + 1;
            if (sequence == segment.last()) {
                leave(segment);
            }
            return Optional.of(new SpoolRecord(sequence, frame.atMillis(), frame.payload()));
        }
        return Optional.empty();
    }

    /** The segment to be read next cannot be, and is given up. */
    public void giveUpUnreadable(String why) {
        if (hasUnread()) {
            loseUnread(segmentOf(nextUnread), why);
        }
    }

    /** What was lost since the last call. */
    public List<SpoolLoss> takeLosses() {
        List<SpoolLoss> taken = List.copyOf(losses);
        losses.clear();
        return taken;
    }

    /** All up to that sequence have ended: they will not be read again, and their segments go. */
    public void ended(long sequence) throws IOException {
        ended = Math.max(ended, sequence);
        deleteEnded();
        noteEnded();
    }

    /** Gives up segments whose newest record is too old, and closes one that is getting old. */
    public void expire() throws IOException {
        long now = clockMillis.getAsLong();
        while (!segments.isEmpty()
                && now - segments.getFirst().newestMillis() > limits.maxAge().toMillis()) {
            giveUpOldest(Cause.EXPIRED, "older than " + limits.maxAge());
        }
        if (growing != null
                && now - growing.oldestMillis() > limits.segmentAge().toMillis()) {
            seal();
        }
    }

    /** After that, all records appended before survive the loss of power. */
    public void force() throws IOException {
        ensureOurs();
        try {
            if (growing != null && dirty) {
                forceGrowing(growing);
            }
            if (forceMissed) {
                throw new IOException("records written before a failure may not survive the loss of power");
            }
        } finally {
            forceMissed = false;
        }
    }

    /** The sequence of the newest record, or of the one before the first. */
    public long last() {
        return nextSequence - 1;
    }

    /** How many records were not appended here, but found: by {@link #open}, {@link #adopt}, or when the disk came back. */
    public long adopted() {
        return adopted;
    }

    /** The sequence before the first unread one. */
    public long readUpTo() {
        return nextUnread - 1;
    }

    /** When the oldest record that is still on disk was appended, in Unix milliseconds; now if there is none. */
    public long oldestMillis() {
        return segments.isEmpty()
                ? clockMillis.getAsLong()
                : segments.getFirst().oldestMillis();
    }

    /** Of all segments. */
    public long bytes() {
        return bytes;
    }

    /** Forces what is there, and lets others have the lane. */
    @Override
    public void close() throws IOException {
        try (Lane closing = lane) {
            if (ended == last()) {
                growing = null;
            }
            seal();
            deleteEnded();
            noteEnded();
        } finally {
            for (Segment segment : segments) {
                segment.close();
            }
        }
    }

    private void recover() throws IOException {
        ended = acknowledged.read();
        endedOnDisk = ended;
        for (Segment segment : lane.segments()) {
            segments.addLast(segment);
            bytes += segment.bytes();
            nextSequence = segment.last() + 1;
        }
        nextSequence = Math.max(nextSequence, ended + 1);
        deleteEnded();
        nextUnread = segments.isEmpty()
                ? nextSequence
                : Math.max(ended + 1, segments.getFirst().first());
        adopted = unread();
    }

    private void adopt(Lane from, long endedThere) throws IOException {
        for (Segment segment : from.segments()) {
            if (isKnown(segment)) {
                continue;
            }
            if (segment.last() <= endedThere) {
                segment.delete();
                continue;
            }
            seal();
            Segment moved = segment.moveTo(lane.directory(), nextSequence);
            segments.addLast(moved);
            bytes += moved.bytes();
            adopted += moved.last() + 1 - nextSequence;
            nextSequence = moved.last() + 1;
        }
    }

    private boolean isKnown(Segment segment) {
        return segments.stream().anyMatch(known -> known.file().equals(segment.file()));
    }

    /** A directory that was removed, with its lock, is made anew; or another disk is there now, with what it holds. */
    private void ensureOurs() throws IOException {
        if (lane.isOurs()) {
            return;
        }
        lane.close();
        growing = null;
        forceMissed |= dirty;
        dirty = false;
        lane = Lane.take(root);
        acknowledged = new Acknowledged(lane.directory());
        endedOnDisk = acknowledged.read();
        adopt(lane, endedOnDisk);
    }

    private Segment roomyFor(int batchBytes) throws IOException {
        while (!segments.isEmpty() && bytes + batchBytes > limits.maxBytes()) {
            giveUpOldest(Cause.FULL, "over the cap of " + limits.maxBytes() + " bytes");
        }
        if (growing != null && growing.bytes() + batchBytes > limits.segmentBytes()) {
            seal();
        }
        if (growing == null) {
            growing = Segment.create(lane.directory(), nextSequence);
            growingIsNew = true;
            segments.addLast(growing);
        }
        return growing;
    }

    /** It ends where the last write that worked did. */
    private void abandon(Segment segment, IOException failure) {
        growing = null;
        forceMissed |= dirty;
        dirty = false;
        if (!segment.isEmpty()) {
            return;
        }
        segments.remove(segment);
        try {
            segment.delete();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Nothing more is appended to it. */
    private void seal() throws IOException {
        Segment sealed = growing;
        if (sealed == null) {
            return;
        }
        if (dirty) {
            forceGrowing(sealed);
        }
        growing = null;
        boolean beingRead = hasUnread() && segmentOf(nextUnread) == sealed;
        if (!beingRead) {
            sealed.close();
        }
    }

    private void forceGrowing(Segment segment) throws IOException {
        dirty = false; // whatever comes: the system does not try the same pages again
        try {
            segment.force();
            if (growingIsNew) {
                lane.force();
                growingIsNew = false;
            }
        } catch (IOException e) {
            growing = null;
            forceMissed = true;
            throw e;
        }
    }

    private void giveUpOldest(Cause cause, String why) throws IOException {
        Segment oldest = segments.getFirst();
        oldest.delete();
        segments.removeFirst();
        bytes -= oldest.bytes();
        if (oldest == growing) {
            growing = null;
        }
        if (oldest.last() > ended) {
            lose(cause, Math.max(oldest.first(), ended + 1), oldest.last(), oldest, why);
        }
        nextUnread = Math.max(nextUnread, oldest.last() + 1);
    }

    private void deleteEnded() throws IOException {
        while (!segments.isEmpty()
                && segments.getFirst() != growing
                && segments.getFirst().last() <= ended) {
            Segment oldest = segments.getFirst();
            oldest.delete();
            segments.removeFirst();
            bytes -= oldest.bytes();
        }
    }

    private void noteEnded() throws IOException {
        if (ended != endedOnDisk && lane.isOurs()) {
            acknowledged.write(ended);
            endedOnDisk = ended;
        }
    }

    private Segment segmentOf(long sequence) {
        for (Segment segment : segments) {
            if (segment.last() >= sequence) {
                return segment;
            }
        }
        throw new IllegalStateException("no segment holds " + sequence + ", the last is " + last());
    }

    private void leave(Segment segment) throws IOException {
        if (segment != growing) {
            segment.close();
        }
    }

    private void loseUnread(Segment segment, String why) {
        lose(Cause.DAMAGED, nextUnread, segment.last(), segment, why);
        nextUnread = segment.last() + 1;
    }

    private void lose(Cause cause, long first, long last, Segment segment, String why) {
        losses.add(new SpoolLoss(cause, first, last, segment.file() + ": " + why));
    }

    private void closeAfter(Exception failure) {
        try {
            lane.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
