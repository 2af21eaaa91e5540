package dev.annals.producer.spool;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** A wall clock that is wrong for a while must not cost events. */
    private static final Duration TOO_OLD_FOR = Duration.ofMinutes(5);

    private final Path root;
    private final SpoolLimits limits;
    private final LongSupplier clockMillis;
    private final LongSupplier nanoTime;
    private final SpoolDisk disk;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final List<SpoolLoss> losses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<Path> foreign = new HashSet<>();
    private Lane lane;
    private Acknowledged acknowledged;

    /** The last of the segments, while it may grow. */
    private @Nullable Segment growing;

    private boolean growingIsNew;

    /** Empty, and to be deleted before its name is used again. */
    private @Nullable Segment leftover;

    /** What is in the lane may be another's: the directory was made anew, or another disk is there. */
    private boolean laneIsStrange;

    /** Some records have not been forced. */
    private boolean dirty;

    private long unforcedUpTo;
    private @Nullable Long tooOldSinceNanos;

    private long bytes;
    private long adopted;
    private long nextSequence = 1;
    private long nextUnread = 1;
    private long ended;
    private long endedOnDisk;

    private SpoolLog(
            Path root, SpoolLimits limits, LongSupplier clockMillis, LongSupplier nanoTime, SpoolDisk disk, Lane lane) {
        this.root = root;
        this.limits = limits;
        this.clockMillis = clockMillis;
        this.nanoTime = nanoTime;
        this.disk = disk;
        this.lane = lane;
        this.acknowledged = new Acknowledged(disk, lane.directory());
    }

    /**
     * Takes the first lane below {@code root} that nobody alive has, with all unread records in it. What else there is,
     * {@link #adopt} takes.
     *
     * @param clockMillis Unix milliseconds
     * @param nanoTime nanoseconds, from anywhere
     * @throws IOException if the directory cannot be made, read or locked
     */
    public static SpoolLog open(
            Path root, SpoolLimits limits, LongSupplier clockMillis, LongSupplier nanoTime, SpoolDisk disk)
            throws IOException {
        Lane lane = Lane.take(disk, root);
        SpoolLog log = new SpoolLog(root, limits, clockMillis, nanoTime, disk, lane);
        try {
            log.recover();
            return log;
        } catch (IOException | RuntimeException | Error e) {
            log.closeAfter(e);
            throw e;
        }
    }

    /** The lane, for a log. */
    public Path directory() {
        return lane.directory();
    }

    /**
     * Moves here what the lanes of processes hold that have died, behind what is here already. What would fill this log so
     * that it had to give up records stays there for the next call. Records among them that had ended may come again.
     *
     * @throws IOException if a lane could not be taken over; the others were
     */
    public void adopt() throws IOException {
        ensureOurs();
        IOException failure = null;
        for (Path directory : Lane.directories(root)) {
            try {
                adopt(directory);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
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

    /** What was appended up to that sequence need not be read. */
    public void skipUnread(long upTo) {
        readFrom(Math.max(nextUnread, upTo + 1));
        if (!hasUnread() && growing != null) {
            growing.skipAll();
        }
    }

    /** The next unread record that is whole; empty if there is none. Others are told by {@link #takeLosses}. */
    public Optional<SpoolRecord> next() throws IOException {
        while (hasUnread()) {
            Segment segment = segmentOf(nextUnread);
            String unreadable = segment.whyUnreadable();
            if (unreadable != null) {
                loseUnread(segment, unreadable);
                continue;
            }
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
            Optional<SpoolRecord> record = Optional.of(new SpoolRecord(sequence, frame.atMillis(), frame.payload()));
            if (sequence == segment.last()) {
                leave(segment);
            }
            readFrom(sequence + 1); // last: what fails above is tried again
            return record;
        }
        return Optional.empty();
    }

    /**
     * The segment to be read next cannot be: it is set aside, and {@link #next} tells it as lost. Not so while no file can be
     * opened in the lane: then nothing may be wrong with this one.
     *
     * @return whether it was
     */
    public boolean giveUpUnreadable(String why) {
        if (!hasUnread() || !lane.answers()) {
            return false;
        }
        Segment segment = segmentOf(nextUnread);
        if (segment == growing) {
            growing = null;
            unforcedUpTo = dirty ? last() : unforcedUpTo;
            dirty = false;
        }
        segment.setAside(why);
        return true;
    }

    /** What was lost since the last call. */
    public List<SpoolLoss> takeLosses() {
        List<SpoolLoss> taken = List.copyOf(losses);
        losses.clear();
        return taken;
    }

    /** What an operator should know, since the last call: no record is lost by it. */
    public List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    /** All up to that sequence have ended: they will not be read again, and their segments go. */
    public void ended(long sequence) throws IOException {
        ended = Math.max(ended, sequence);
        deleteEnded();
        noteEnded();
    }

    /**
     * Closes a segment that is getting old; gives up one whose newest record is too old, once that has been so for five
     * minutes: the wall clock may have been set wrongly.
     */
    public void expire() throws IOException {
        long now = clockMillis.getAsLong();
        if (growing != null
                && now - growing.oldestMillis() > limits.segmentAge().toMillis()) {
            seal();
        }
        boolean tooOld = !segments.isEmpty()
                && now - segments.getFirst().newestMillis() > limits.maxAge().toMillis();
        if (!tooOld) {
            tooOldSinceNanos = null;
            return;
        }
        if (tooOldSinceNanos == null) {
            tooOldSinceNanos = nanoTime.getAsLong();
        }
        if (nanoTime.getAsLong() - tooOldSinceNanos >= TOO_OLD_FOR.toNanos() && isSettled()) {
            giveUpOldest(Cause.EXPIRED, "older than " + limits.maxAge());
        }
    }

    /** After that, all records appended before survive the loss of power, except those up to {@link #unforcedUpTo}. */
    public void force() throws IOException {
        ensureOurs();
        if (growing != null && dirty) {
            forceGrowing(growing);
        }
    }

    /** Up to this sequence there may be records that do not survive the loss of power, whatever is forced from now on. */
    public long unforcedUpTo() {
        return unforcedUpTo;
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
            if (ended == last() && isSettled()) {
                growing = null; // to be deleted
            }
            seal();
            deleteEnded();
            noteEnded();
        } finally {
            closeSegments();
        }
    }

    private void closeSegments() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }

    private void recover() throws IOException {
        ended = readAcknowledged();
        endedOnDisk = ended;
        for (Segment segment : lane.segmentsSettingAside()) {
            segments.addLast(segment);
            bytes += segment.bytes();
            nextSequence = segment.last() + 1;
        }
        nextSequence = Math.max(nextSequence, ended + 1);
        deleteEnded();
        readFrom(ended + 1);
        adopted = unread();
        forceFound(List.copyOf(segments));
    }

    /** Nothing, if it cannot be read: then it is set aside, and records are sent again. */
    private long readAcknowledged() throws IOException {
        try {
            return acknowledged.read();
        } catch (IOException e) {
            if (!lane.answers()) {
                throw e;
            }
            acknowledged.setAside();
            notes.add(lane.directory() + ": what has ended cannot be read, events may be sent again: " + e);
            return 0;
        }
    }

    /** What another process has appended, or a crash has left, was perhaps never forced. */
    private void forceFound(List<Segment> found) {
        for (Segment segment : found) {
            if (segment.isInPlace()) {
                try (segment) { // it is opened again when it is read
                    segment.force();
                } catch (IOException e) {
                    foundIsUnforced(segment.file(), e);
                }
            }
        }
        try {
            lane.force();
        } catch (IOException e) {
            foundIsUnforced(lane.directory(), e);
        }
    }

    private void foundIsUnforced(Path file, IOException e) {
        unforcedUpTo = last();
        notes.add(file + ": may not survive the loss of power: " + e);
    }

    private void adopt(Path directory) throws IOException {
        for (Path file : Lane.foreignFiles(directory)) {
            if (foreign.add(file)) {
                notes.add(file + ": written by another version of this library, and left for that");
            }
        }
        if (Lane.segmentFiles(directory).isEmpty()) {
            return;
        }
        try (Lane orphan = Lane.tryTake(disk, directory)) {
            if (orphan != null) {
                adopt(orphan);
            }
        }
    }

    private void adopt(Lane orphan) throws IOException {
        long endedThere = new Acknowledged(disk, orphan.directory()).read();
        List<Segment> moved = new ArrayList<>();
        try {
            for (Segment segment : orphan.segments()) {
                if (segment.last() <= endedThere) {
                    segment.delete();
                    continue;
                }
                if (bytes + segment.bytes() > limits.adoptionBytes()) {
                    return;
                }
                moved.add(takeIn(segment));
            }
        } finally {
            if (!moved.isEmpty()) {
                forceFound(moved);
            }
        }
    }

    private Segment takeIn(Segment segment) throws IOException {
        seal();
        Segment moved = segment.moveTo(lane.directory(), nextSequence);
        segments.addLast(moved);
        bytes += moved.bytes();
        adopted += moved.last() + 1 - nextSequence;
        nextSequence = moved.last() + 1;
        return moved;
    }

    /** A directory that was removed, with its lock, is made anew; or another disk is there now, with what it holds. */
    private void ensureOurs() throws IOException {
        if (!lane.isOurs()) {
            lane.close();
            segments.forEach(Segment::lost);
            growing = null;
            leftover = null;
            dirty = false;
            unforcedUpTo = last();
            lane = Lane.take(disk, root);
            laneIsStrange = true;
        }
        if (laneIsStrange) {
            acknowledged = new Acknowledged(disk, lane.directory());
            takeInFound();
            laneIsStrange = false;
        }
    }

    /** What is found by the paths of this log is what it wrote. */
    private boolean isSettled() throws IOException {
        return !laneIsStrange && lane.isOurs();
    }

    /** Under names that none of them has, behind everything. */
    private void takeInFound() throws IOException {
        endedOnDisk = readAcknowledged();
        List<Segment> found = new ArrayList<>(lane.segmentsSettingAside());
        found.removeIf(this::isKnown);
        long free = Math.max(nextSequence, endedOnDisk + 1);
        for (Segment segment : found) {
            free = Math.max(free, segment.last() + 1);
        }
        nextSequence = free;
        readFrom(nextUnread);
        List<Segment> moved = new ArrayList<>();
        for (Segment segment : found) {
            if (segment.last() <= endedOnDisk) {
                segment.delete();
            } else if (segment.isInPlace()) {
                moved.add(takeIn(segment));
            } else {
                notes.add(segment.file() + ": " + segment.whyUnreadable());
            }
        }
        forceFound(moved);
    }

    /** It was taken in by a try that failed later. */
    private boolean isKnown(Segment segment) {
        return segments.stream()
                .anyMatch(known -> known.isInPlace() && known.file().equals(segment.file()));
    }

    private Segment roomyFor(int batchBytes) throws IOException {
        while (!segments.isEmpty() && bytes + batchBytes > limits.maxBytes()) {
            giveUpOldest(Cause.FULL, "over the cap of " + limits.maxBytes() + " bytes");
        }
        if (growing != null && growing.bytes() + batchBytes > limits.segmentBytes()) {
            seal();
        }
        if (growing == null) {
            deleteLeftover();
            growing = Segment.create(disk, lane.directory(), nextSequence);
            growingIsNew = true;
            segments.addLast(growing);
        }
        return growing;
    }

    /** It ends where the last write that worked did. */
    private void abandon(Segment segment, IOException failure) {
        growing = null;
        try {
            if (segment.isEmpty()) {
                segments.remove(segment);
                leftover = segment;
                deleteLeftover();
            } else if (dirty) {
                forceGrowing(segment);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void deleteLeftover() throws IOException {
        if (leftover != null) {
            leftover.delete();
            leftover = null;
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
            unforcedUpTo = last();
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
        readFrom(Math.max(nextUnread, oldest.last() + 1));
    }

    private void deleteEnded() throws IOException {
        while (!segments.isEmpty()
                && segments.getFirst() != growing
                && segments.getFirst().last() <= ended
                && isSettled()) {
            Segment oldest = segments.getFirst();
            oldest.delete();
            segments.removeFirst();
            bytes -= oldest.bytes();
        }
    }

    private void noteEnded() throws IOException {
        if (ended != endedOnDisk && isSettled()) {
            acknowledged.write(ended);
            endedOnDisk = ended;
        }
    }

    /** Or from the first sequence behind that there is. */
    private void readFrom(long sequence) {
        for (Segment segment : segments) {
            if (segment.last() >= sequence) {
                nextUnread = Math.max(sequence, segment.first());
                return;
            }
        }
        nextUnread = nextSequence;
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
        readFrom(segment.last() + 1);
    }

    private void lose(Cause cause, long first, long last, Segment segment, String why) {
        losses.add(new SpoolLoss(cause, first, last, segment.file() + ": " + why));
    }

    private void closeAfter(Throwable failure) {
        try (Lane closing = lane) {
            closeSegments();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
