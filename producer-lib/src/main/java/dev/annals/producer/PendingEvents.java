package dev.annals.producer;

import dev.annals.producer.QueuedEvent.Place;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The events that have not ended, in order of acceptance: first those in flight, then those that wait. Each knows its
 * neighbours, so that one can leave from anywhere. Guarded by the lock of the {@link EventQueue}.
 */
final class PendingEvents {

    private final int maxInFlight;
    private final long maxInFlightBytes;
    private @Nullable QueuedEvent oldest;
    private @Nullable QueuedEvent youngest;
    private @Nullable QueuedEvent firstWaiting;
    private int count;
    private long bytes;
    private int inFlight;
    private long inFlightBytes;
    private long lastSequence;

    /** Half of the bounds stays with what waits, so that there is something to give up for newer events. */
    PendingEvents(int maxEvents, long maxBytes) {
        this.maxInFlight = maxEvents / 2;
        this.maxInFlightBytes = maxBytes / 2;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    long lastSequence() {
        return lastSequence;
    }

    void add(QueuedEvent event) {
        event.sequence = ++lastSequence;
        event.older = youngest;
        if (youngest == null) {
            oldest = event;
        } else {
            youngest.younger = event;
        }
        youngest = event;
        if (firstWaiting == null) {
            firstWaiting = event;
        }
        count++;
        bytes += event.bytes();
    }

    /**
     * The next event to send, now in flight; null if there is none, or no room in flight.
     *
     * @param aloneUpTo while one up to this sequence has not ended, there is room for one only
     */
    @Nullable
    QueuedEvent take(long aloneUpTo) {
        QueuedEvent next = firstWaiting;
        if (next == null || !hasRoomInFlight(next, aloneUpTo)) {
            return null;
        }
        firstWaiting = next.younger;
        next.place = Place.IN_FLIGHT;
        next.notSent();
        inFlight++;
        inFlightBytes += next.bytes();
        return next;
    }

    /** Of the next event to send; 0 if there is none. */
    int nextBytes() {
        return firstWaiting == null ? 0 : firstWaiting.bytes();
    }

    /** Everything in flight waits again, in its old order; returns the sequence of the last, or 0. */
    long putAllBack() {
        QueuedEvent last = firstWaiting == null ? youngest : firstWaiting.older;
        long sequence = inFlight == 0 || last == null ? 0 : last.sequence;
        for (QueuedEvent event = oldest; inFlight > 0 && event != null; event = event.younger) {
            event.place = Place.WAITING;
            inFlight--;
        }
        inFlightBytes = 0;
        firstWaiting = oldest;
        return sequence;
    }

    @Nullable
    QueuedEvent oldest() {
        return oldest;
    }

    /** Null if all are in flight. */
    @Nullable
    QueuedEvent oldestWaiting() {
        return firstWaiting;
    }

    /** Whether the oldest event in flight was handed over that long ago. */
    boolean isStalled(Duration limit, long now) {
        return inFlight > 0 && oldest != null && oldest.isSentBefore(now - limit.toNanos());
    }

    /** Whether it was still here. */
    boolean remove(QueuedEvent event) {
        if (event.place == Place.ENDED) {
            return false;
        }
        if (event.place == Place.IN_FLIGHT) {
            inFlight--;
            inFlightBytes -= event.bytes();
        }
        event.place = Place.ENDED;
        unlink(event);
        count--;
        bytes -= event.bytes();
        return true;
    }

    private void unlink(QueuedEvent event) {
        QueuedEvent older = event.older;
        QueuedEvent younger = event.younger;
        if (older == null) {
            oldest = younger;
        } else {
            older.younger = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
        }
        if (firstWaiting == event) {
            firstWaiting = younger;
        }
        event.older = null; // who still has it must not keep all that came after
        event.younger = null;
    }

    private boolean hasRoomInFlight(QueuedEvent next, long aloneUpTo) {
        if (inFlight == 0) {
            return true;
        }
        return oldest != null
                && oldest.sequence > aloneUpTo
                && inFlight < maxInFlight
                && inFlightBytes + next.bytes() <= maxInFlightBytes;
    }
}
