package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Appends records to the log of one process and reads them back in order; forgets those that have ended. See the package
 * for what is on disk and what survives what.
 *
 * <p>A method that throws {@link IOException} may be called again: the disk may have come back, or the directory is made anew.
 *
 * <p>Single-threaded.
 */
public final class SpoolLog implements AutoCloseable {

    private final LongSupplier clockMillis;
    private final LongSupplier nanoTime;
    private final CurrentLane lane;
    private final Segments segments = new Segments();
    private final News news = new News();
    private final Writing writing;
    private final Reading reading;
    private final Leaving leaving;
    private final FoundSegments found;
    private final Adoption adoption;

    private SpoolLog(
            Path root,
            SpoolLimits limits,
            LongSupplier clockMillis,
            LongSupplier nanoTime,
            SpoolDisk disk,
            CurrentLane lane) {
        this.clockMillis = clockMillis;
        this.nanoTime = nanoTime;
        this.lane = lane;
        this.writing = new Writing(disk, limits, lane, segments);
        this.reading = new Reading(lane, segments, writing, news);
        this.leaving = new Leaving(disk, limits, lane, segments, writing, news);
        this.found = new FoundSegments(lane, segments, writing, leaving, news);
        this.adoption = new Adoption(disk, root, limits, segments, found, news);
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
        CurrentLane lane = CurrentLane.take(disk, root);
        SpoolLog log = new SpoolLog(root, limits, clockMillis, nanoTime, disk, lane);
        try {
            log.found.recover();
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
        adoption.adopt();
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
        leaving.makeRoom(batchBytes);
        return writing.append(payloads, batchBytes, clockMillis.getAsLong());
    }

    /** Whether {@link #next} has something to read, if only a loss. */
    public boolean hasUnread() {
        return segments.hasUnread();
    }

    /** How many those are. */
    public long unread() {
        return segments.unread();
    }

    /** What was appended up to that sequence need not be read. */
    public void skipUnread(long upTo) {
        reading.skip(upTo);
    }

    /** The next unread record that is whole; empty if there is none. Others are told by {@link #takeLosses}. */
    public Optional<SpoolRecord> next() throws IOException {
        return reading.next();
    }

    /**
     * The segment to be read next cannot be: it is set aside, and {@link #next} tells it as lost. Not so while no file can be
     * opened in the lane: then nothing may be wrong with this one.
     *
     * @return whether it was
     */
    public boolean giveUpUnreadable(String why) {
        return reading.giveUpUnreadable(why);
    }

    /** What was lost since the last call. */
    public List<SpoolLoss> takeLosses() {
        return news.takeLosses();
    }

    /** What an operator should know, since the last call: no record is lost by it. */
    public List<String> takeNotes() {
        return news.takeNotes();
    }

    /** All up to that sequence have ended: they will not be read again, and their segments go. */
    public void ended(long sequence) throws IOException {
        leaving.ended(sequence);
    }

    /**
     * Closes a segment that is getting old; gives up one whose newest record is too old, once that has been so for five
     * minutes: the wall clock may have been set wrongly.
     */
    public void expire() throws IOException {
        long nowMillis = clockMillis.getAsLong();
        writing.sealIfOld(nowMillis);
        leaving.expire(nowMillis, nanoTime.getAsLong());
    }

    /** After that, all records appended before survive the loss of power, except those up to {@link #unforcedUpTo}. */
    public void force() throws IOException {
        ensureOurs();
        writing.force();
    }

    /** Up to this sequence there may be records that do not survive the loss of power, whatever is forced from now on. */
    public long unforcedUpTo() {
        return writing.unforcedUpTo();
    }

    /** The sequence of the newest record, or of the one before the first. */
    public long last() {
        return segments.last();
    }

    /** How many records were not appended here, but found: by {@link #open}, {@link #adopt}, or when the disk came back. */
    public long adopted() {
        return found.adopted();
    }

    /** The sequence before the first unread one. */
    public long readUpTo() {
        return segments.nextUnread() - 1;
    }

    /** When the oldest record that is still on disk was appended, in Unix milliseconds; now if there is none. */
    public long oldestMillis() {
        return segments.isEmpty() ? clockMillis.getAsLong() : segments.oldest().oldestMillis();
    }

    /** Of all segments. */
    public long bytes() {
        return segments.bytes();
    }

    /** Forces what is there, and lets others have the lane. */
    @Override
    public void close() throws IOException {
        try (Lane closing = lane.get()) {
            leaving.close();
        } finally {
            segments.close();
        }
    }

    /** A directory that was removed, with its lock, is made anew; or another disk is there now, with what it holds. */
    private void ensureOurs() throws IOException {
        if (!lane.get().isOurs()) {
            lane.get().close();
            segments.lost();
            writing.lost();
            lane.takeAnother();
        }
        if (lane.isStrange()) {
            found.takeInStrange();
            lane.known();
        }
    }

    private void closeAfter(Throwable failure) {
        try (Lane closing = lane.get()) {
            segments.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
