package dev.annals.producer.spool;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends to the last segment and forces it; begins another when that is full, old, or failed. Single-threaded. */
final class Writing {

    private final SpoolDisk disk;
    private final SpoolLimits limits;
    private final CurrentLane lane;
    private final Segments segments;

    /** The last of the segments, while it may grow. */
    private @Nullable Segment growing;

    private boolean growingIsNew;

    /** Empty, and to be deleted before its name is used again. */
    private @Nullable Segment leftover;

    /** Some records have not been forced. */
    private boolean dirty;

    private long unforcedUpTo;

    Writing(SpoolDisk disk, SpoolLimits limits, CurrentLane lane, Segments segments) {
        this.disk = disk;
        this.limits = limits;
        this.lane = lane;
        this.segments = segments;
    }

    /**
     * All, or none if it throws.
     *
     * @return the sequence of the first
     */
    long append(List<byte[]> payloads, int batchBytes, long nowMillis) throws IOException {
        Segment segment = roomyFor(batchBytes);
        try {
            segment.append(payloads, batchBytes, nowMillis);
        } catch (IOException | RuntimeException | Error e) { // also a host out of memory
            abandon(e);
            throw e;
        }
        long first = segments.nextSequence();
        segments.grown(payloads.size(), batchBytes);
        dirty = true;
        return first;
    }

    void force() throws IOException {
        if (growing != null && dirty) {
            force(growing);
        }
    }

    /** Up to this sequence there may be records that do not survive the loss of power, whatever is forced from now on. */
    long unforcedUpTo() {
        return unforcedUpTo;
    }

    /** Some of what is there now was not forced, and will not be. */
    void unforced() {
        unforcedUpTo = segments.last();
    }

    boolean isGrowing(Segment segment) {
        return segment == growing;
    }

    /** Nothing more is appended to what is there. */
    void seal() throws IOException {
        force();
        leaveGrowing();
    }

    void sealIfOld(long nowMillis) throws IOException {
        if (growing != null
                && nowMillis - growing.oldestMillis() > limits.segmentAge().toMillis()) {
            seal();
        }
    }

    /** What is there is deleted: nothing more is appended to it, and it need not be forced. */
    void stopGrowing() {
        growing = null;
    }

    /** What is there is set aside. */
    void giveUpGrowing() {
        growing = null;
        unforcedUpTo = dirty ? segments.last() : unforcedUpTo;
        dirty = false;
    }

    /** The lane is another. */
    void lost() {
        growing = null;
        leftover = null;
        dirty = false;
        unforced();
    }

    /** What is there now need not be read. */
    void skipAll() {
        if (growing != null) {
            growing.skipAll();
        }
    }

    private Segment roomyFor(int batchBytes) throws IOException {
        if (growing != null && growing.bytes() + batchBytes > limits.segmentBytes()) {
            seal();
        }
        if (growing == null) {
            deleteLeftover();
            growing = Segment.create(disk, lane.directory(), segments.nextSequence());
            growingIsNew = true;
            segments.add(growing);
        }
        return growing;
    }

    /** It ends where the last write that worked did. */
    private void abandon(Throwable failure) {
        try {
            force();
            leaveGrowing();
            deleteLeftover();
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** An empty one is in the way of the next, which will have its name. */
    private void leaveGrowing() throws IOException {
        Segment left = growing;
        if (left == null) {
            return;
        }
        growing = null;
        if (left.isEmpty()) {
            segments.remove(left);
            leftover = left;
            left.close();
            return;
        }
        boolean beingRead = segments.hasUnread() && segments.toRead() == left;
        if (!beingRead && lane.get().isOurs()) { // else it could not be opened again
            left.close();
        }
    }

    private void deleteLeftover() throws IOException {
        if (leftover != null) {
            leftover.delete();
            leftover = null;
        }
    }

    private void force(Segment segment) throws IOException {
        dirty = false; // whatever comes: the system does not try the same pages again
        try {
            segment.force();
            if (growingIsNew) {
                lane.get().force();
                growingIsNew = false;
            }
        } catch (IOException | RuntimeException | Error e) {
            unforced();
            try {
                leaveGrowing();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }
}
