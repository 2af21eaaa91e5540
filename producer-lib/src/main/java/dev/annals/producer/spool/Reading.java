package dev.annals.producer.spool;

import dev.annals.producer.spool.SpoolLoss.Cause;
import java.io.IOException;
import java.util.Optional;

/** Reads the unread records in order, and tells those that are not what was written. Single-threaded. */
final class Reading {

    private final CurrentLane lane;
    private final Segments segments;
    private final Writing writing;
    private final News news;

    Reading(CurrentLane lane, Segments segments, Writing writing, News news) {
        this.lane = lane;
        this.segments = segments;
        this.writing = writing;
        this.news = news;
    }

    /** The next unread record that is whole; empty if there is none. Others are told as lost. */
    Optional<SpoolRecord> next() throws IOException {
        while (segments.hasUnread()) {
            Segment segment = segments.toRead();
            String unreadable = segment.whyUnreadable();
            if (unreadable != null) {
                loseUnread(segment, unreadable);
                continue;
            }
            if (!segment.isOpen() && !lane.get().isOurs()) {
                throw new IOException(lane.directory() + ": was removed, or another disk is there now");
            }
            Frame frame = segment.next();
            if (frame == null) {
                loseUnread(segment, "damaged at byte " + segment.damagedAt());
                leave(segment);
                continue;
            }
            long sequence = segment.first() + frame.index();
            if (sequence < segments.nextUnread() || sequence > segment.last()) {
                continue; // ended before, or behind what was promised
            }
            if (sequence > segments.nextUnread()) {
                lose(sequence - 1, segment, "damaged at byte " + segment.damagedAt());
            }
            Optional<SpoolRecord> record = Optional.of(new SpoolRecord(sequence, frame.atMillis(), frame.payload()));
            if (sequence == segment.last()) {
                leave(segment);
            }
            segments.readFrom(sequence + 1); // last: what fails above is tried again
            return record;
        }
        return Optional.empty();
    }

    /** What was appended up to that sequence need not be read. */
    void skip(long upTo) {
        segments.readFrom(Math.max(segments.nextUnread(), upTo + 1));
        if (!segments.hasUnread()) {
            writing.skipAll();
        }
    }

    /** The segment to be read next is set aside, if files can be opened beside it; whether it was. */
    boolean giveUpUnreadable(String why) {
        if (!segments.hasUnread() || !lane.get().answers()) {
            return false;
        }
        Segment segment = segments.toRead();
        if (writing.isGrowing(segment)) {
            writing.giveUpGrowing();
        }
        segment.setAside(why);
        return true;
    }

    private void leave(Segment segment) throws IOException {
        if (!writing.isGrowing(segment)) {
            segment.close();
        }
    }

    private void loseUnread(Segment segment, String why) {
        lose(segment.last(), segment, why);
        segments.readFrom(segment.last() + 1);
    }

    private void lose(long upTo, Segment segment, String why) {
        news.lost(Cause.DAMAGED, segments.nextUnread(), upTo, segment, why);
    }
}
