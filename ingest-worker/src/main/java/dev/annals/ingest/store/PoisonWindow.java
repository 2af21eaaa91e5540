package dev.annals.ingest.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How much of a partition's latest records was poison. A little is somebody's mistake and goes to the dead letters; more than
 * this is a publisher that has gone wrong, and a topic must not be drained into the dead letters.
 *
 * <p>Not thread-safe.
 */
final class PoisonWindow {

    static final int IN_A_ROW = 50;
    static final int RECORDS = 1_000;
    static final int POISON = 200;

    /** The numbers of the poison records among the latest, by the order of reading. */
    private final Deque<Long> poison = new ArrayDeque<>();

    /** Offsets to come at which an operator has resumed the partition: seen before, when positions were set back. */
    private final NavigableSet<Long> resumed = new TreeSet<>();

    private long read;
    private int inARow;

    PoisonWindow copy() {
        PoisonWindow copy = new PoisonWindow();
        copy.poison.addAll(poison);
        copy.resumed.addAll(resumed);
        copy.read = read;
        copy.inARow = inARow;
        return copy;
    }

    /** At this offset it will begin anew. */
    void addResumed(long offset) {
        resumed.add(offset);
    }

    /** The next record that is counted has this offset. */
    void reach(long offset) {
        while (!resumed.isEmpty() && resumed.first() <= offset) {
            resumed.pollFirst();
            beginAnew();
        }
    }

    /** What was before is no part of it any more. */
    void beginAnew() {
        poison.clear();
        inARow = 0;
    }

    /** Whether all of the latest records were good. */
    boolean isClean() {
        return poison.isEmpty();
    }

    void addGood(long records) {
        if (records > 0) {
            read += records;
            inARow = 0;
            forgetOld();
        }
    }

    void addPoison() {
        poison.addLast(read);
        read++;
        inARow++;
    }

    /** Why one more poison record would be too many, if it would. */
    Optional<PartitionStop.Reason> refusesPoison() {
        if (inARow >= IN_A_ROW) {
            return Optional.of(PartitionStop.Reason.POISON_IN_A_ROW);
        }
        forgetOld();
        return poison.size() >= POISON ? Optional.of(PartitionStop.Reason.POISON_TOO_OFTEN) : Optional.empty();
    }

    private void forgetOld() {
        long first = read + 1 - RECORDS; // of the last thousand, with the next one
        while (!poison.isEmpty() && poison.getFirst() < first) {
            poison.removeFirst();
        }
    }
}
