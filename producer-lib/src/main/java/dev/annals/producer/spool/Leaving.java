package dev.annals.producer.spool;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Notes what has ended, and deletes the segments that have, that are too old, or that must make room. Single-threaded. */
final class Leaving {

    /** A wall clock that is wrong for a while must not cost events. */
    private static final Duration TOO_OLD_FOR = Duration.ofMinutes(5);

    private final SpoolDisk disk;
    private final SpoolLimits limits;
    private final CurrentLane lane;
    private final Segments segments;
    private final Writing writing;
    private final News news;
    private Acknowledged acknowledged;
    private long ended;
    private long endedOnDisk;
    private @Nullable Long tooOldSinceNanos;

    Leaving(SpoolDisk disk, SpoolLimits limits, CurrentLane lane, Segments segments, Writing writing, News news) {
        this.disk = disk;
        this.limits = limits;
        this.lane = lane;
        this.segments = segments;
        this.writing = writing;
        this.news = news;
        this.acknowledged = new Acknowledged(disk, lane.directory());
    }

    /** Goes on with what the lane says has ended, and returns it. */
    long recover() throws IOException {
        ended = readOnDisk();
        return ended;
    }

    /** Up to which sequence the lane that is there now says that all have ended. */
    long readOnDisk() throws IOException {
        acknowledged = new Acknowledged(disk, lane.directory());
        endedOnDisk = readAcknowledged();
        return endedOnDisk;
    }

    /** All up to that sequence have ended. */
    void ended(long sequence) throws IOException {
        ended = Math.max(ended, sequence);
        noteAndDeleteEnded();
    }

    void deleteEnded() throws IOException {
        while (!segments.isEmpty()
                && !writing.isGrowing(segments.oldest())
                && segments.oldest().last() <= ended
                && lane.isSettled()) {
            Segment oldest = segments.oldest();
            oldest.delete();
            segments.remove(oldest);
        }
    }

    /** Gives up the oldest segments until so many bytes fit under the cap. */
    void makeRoom(int batchBytes) throws IOException {
        while (!segments.isEmpty() && segments.bytes() + batchBytes > limits.maxBytes()) {
            giveUpOldest(Cause.FULL, "over the cap of " + limits.maxBytes() + " bytes");
        }
    }

    /** Gives up the oldest segment if its newest record is too old, once that has been so for five minutes. */
    void expire(long nowMillis, long nowNanos) throws IOException {
        boolean tooOld = !segments.isEmpty()
                && nowMillis - segments.oldest().newestMillis()
                        > limits.maxAge().toMillis();
        if (!tooOld) {
            tooOldSinceNanos = null;
            return;
        }
        if (tooOldSinceNanos == null) {
            tooOldSinceNanos = nowNanos;
        }
        if (nowNanos - tooOldSinceNanos >= TOO_OLD_FOR.toNanos() && lane.isSettled()) {
            giveUpOldest(Cause.EXPIRED, "older than " + limits.maxAge());
        }
    }

    /** Nothing more comes: of what has ended, nothing stays. */
    void close() throws IOException {
        if (ended == segments.last() && lane.isSettled()) {
            writing.stopGrowing();
        }
        try {
            writing.seal();
        } finally {
            noteAndDeleteEnded();
        }
    }

    /** Each whether the other fails or not: what is not noted is sent again, what is not deleted fills the disk. */
    private void noteAndDeleteEnded() throws IOException {
        IOException failure = null;
        try {
            noteEnded();
        } catch (IOException e) {
            failure = e;
        }
        try {
            deleteEnded();
        } catch (IOException e) {
            if (failure != null) {
                e.addSuppressed(failure);
            }
            failure = e;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void giveUpOldest(Cause cause, String why) throws IOException {
        Segment oldest = segments.oldest();
        oldest.delete();
        segments.remove(oldest);
        if (writing.isGrowing(oldest)) {
            writing.stopGrowing();
        }
        if (oldest.last() > ended) {
            news.lost(cause, Math.max(oldest.first(), ended + 1), oldest.last(), oldest, why);
        }
        segments.readFrom(Math.max(segments.nextUnread(), oldest.last() + 1));
    }

    private void noteEnded() throws IOException {
        if (ended != endedOnDisk && lane.isSettled()) {
            acknowledged.write(ended);
            endedOnDisk = ended;
        }
    }

    /** Nothing, if it cannot be read: then it is set aside, and records are sent again. */
    private long readAcknowledged() throws IOException {
        try {
            return acknowledged.read();
        } catch (IOException e) {
            if (!lane.get().answers()) {
                throw e;
            }
            acknowledged.setAside();
            news.note(lane.directory() + ": what has ended cannot be read, events may be sent again: " + e);
            return 0;
        }
    }
}
