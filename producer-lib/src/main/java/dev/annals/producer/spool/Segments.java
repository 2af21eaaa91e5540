package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The segments that a log has, in order, and from which sequence on they are unread. Single-threaded. */
final class Segments {

    private final Deque<Segment> segments = new ArrayDeque<>();
    private long bytes;
    private long nextSequence = 1;
    private long nextUnread = 1;

    boolean isEmpty() {
        return segments.isEmpty();
    }

    Segment oldest() {
        return segments.getFirst();
    }

    List<Segment> all() {
        return List.copyOf(segments);
    }

    long bytes() {
        return bytes;
    }

    /** The sequence of the record that comes next. */
    long nextSequence() {
        return nextSequence;
    }

    /** The sequence of the newest record, or of the one before the first. */
    long last() {
        return nextSequence - 1;
    }

    /** Behind all others, with what is in it. */
    void add(Segment segment) {
        segments.addLast(segment);
        bytes += segment.bytes();
        nextSequence = segment.last() + 1;
    }

    /** The last one has more in it. */
    void grown(int records, int moreBytes) {
        bytes += moreBytes;
        nextSequence += records;
    }

    void remove(Segment segment) {
        segments.remove(segment);
        bytes -= segment.bytes();
    }

    /** Sequences up to that one are never used again. */
    void goOnBehind(long sequence) {
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    boolean hasUnread() {
        return nextUnread < nextSequence;
    }

    long unread() {
        return segments.stream()
                .mapToLong(segment -> segment.last() + 1 - Math.max(segment.first(), nextUnread))
                .filter(unread -> unread > 0)
                .sum();
    }

    /** If there is none, the one that comes next. */
    long nextUnread() {
        return nextUnread;
    }

    /** From that sequence on all is unread, or from the first behind that there is. */
    void readFrom(long sequence) {
        for (Segment segment : segments) {
            if (segment.last() >= sequence) {
                nextUnread = Math.max(sequence, segment.first());
                return;
            }
        }
        nextUnread = nextSequence;
    }

    /** The one with the first unread record; there must be one. */
    Segment toRead() {
        for (Segment segment : segments) {
            if (segment.last() >= nextUnread) {
                return segment;
            }
        }
        throw new IllegalStateException("no segment holds " + nextUnread + ", the last is " + last());
    }

    /** By this path, this file is found. */
    boolean isInPlace(Path file) {
        return segments.stream()
                .anyMatch(known -> known.isInPlace() && known.file().equals(file));
    }

    /** See {@link Segment#lost}. */
    void lost() {
        segments.forEach(Segment::lost);
    }

    void close() throws IOException {
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
