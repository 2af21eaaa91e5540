package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes in the segments that were not written here but found: in the lane when it was opened, in one that is another now, or in
 * those of the dead. All are forced: what another process has appended, or a crash has left, perhaps never was.
 *
 * <p>Single-threaded.
 */
final class FoundSegments {

    private final CurrentLane lane;
    private final Segments segments;
    private final Writing writing;
    private final Leaving leaving;
    private final News news;
    private long adopted;

    FoundSegments(CurrentLane lane, Segments segments, Writing writing, Leaving leaving, News news) {
        this.lane = lane;
        this.segments = segments;
        this.writing = writing;
        this.leaving = leaving;
        this.news = news;
    }

    /** How many records were found, and had not ended. */
    long adopted() {
        return adopted;
    }

    /** What is in the lane is continued, under the names it has. */
    void recover() throws IOException {
        long ended = leaving.recover();
        lane.get().segments(file -> false).forEach(segments::add);
        segments.goOnBehind(ended);
        leaving.deleteEnded();
        segments.readFrom(ended + 1);
        adopted = segments.unread();
        segments.all().forEach(FoundSegments::setAsideIfUnreadable); // last: what fails above is tried again
        force(segments.all());
    }

    /** What is in a lane that is another now: under names that none of them has, behind everything. */
    void takeInStrange() throws IOException {
        long ended = leaving.readOnDisk();
        List<Segment> found = lane.get().segments(segments::isInPlace); // not by a try that failed later
        segments.goOnBehind(ended);
        found.forEach(segment -> segments.goOnBehind(segment.last()));
        segments.readFrom(segments.nextUnread());
        List<Segment> moved = new ArrayList<>();
        try {
            for (Segment segment : found) {
                if (segment.last() <= ended) {
                    segment.delete();
                } else if (segment.whyUnreadable() == null) {
                    moved.add(takeIn(segment));
                }
            }
        } finally {
            force(moved);
        }
        found.forEach(this::noteIfUnreadable); // last: what fails above is tried again
    }

    /** Moves it here, behind everything. It is to be {@linkplain #force forced}. */
    Segment takeIn(Segment segment) throws IOException {
        writing.seal();
        Segment moved = segment.moveTo(lane.directory(), segments.nextSequence());
        segments.add(moved);
        adopted += moved.last() + 1 - moved.first();
        return moved;
    }

    /** What cannot be is noted. */
    void force(List<Segment> found) {
        for (Segment segment : found) {
            if (segment.isInPlace()) {
                try (segment) { // it is opened again when it is read
                    segment.force();
                } catch (IOException e) {
                    unforced(segment.file(), e);
                }
            }
        }
        try {
            lane.get().force();
        } catch (IOException e) {
            unforced(lane.directory(), e);
        }
    }

    private static void setAsideIfUnreadable(Segment segment) {
        String why = segment.whyUnreadable();
        if (why != null) {
            segment.setAside(why);
        }
    }

    private void noteIfUnreadable(Segment segment) {
        setAsideIfUnreadable(segment);
        if (segment.whyUnreadable() != null) {
            news.note(segment.file() + ": " + segment.whyUnreadable());
        }
    }

    private void unforced(Path file, IOException e) {
        writing.unforced();
        news.note(file + ": may not survive the loss of power: " + e);
    }
}
