package dev.annals.producer;

import dev.annals.producer.QueuedEvent.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events that have not ended, in order of acceptance: first those in flight, then those that wait. Guarded by the lock
 * of the {@link EventQueue}.
 */
final class PendingEvents {

    private final Deque<QueuedEvent> waiting = new ArrayDeque<>();
    private final Set<QueuedEvent> inFlight = new LinkedHashSet<>();
    private final int maxInFlight;
    private final long maxInFlightBytes;
    private long bytes;
    private long inFlightBytes;
    private long lastSequence;

    /** Half of the bounds stays with what waits, so that there is something to give up for newer events. */
    PendingEvents(int maxEvents, long maxBytes) {
        this.maxInFlight = maxEvents / 2;
        this.maxInFlightBytes = maxBytes / 2;
    }

    int count() {
        return waiting.size() + inFlight.size();
    }

    long bytes() {
        return bytes;
    }

    long lastSequence() {
        return lastSequence;
    }

    void add(QueuedEvent event) {
        event.sequence = ++lastSequence;
        waiting.addLast(event);
        bytes += event.bytes();
    }

    /**
     * The next event to send, now in flight; null if there is none, or no room in flight.
     *
     * @param aloneUpTo while one up to this sequence has not ended, there is room for one only
     */
    @Nullable
    QueuedEvent take(long aloneUpTo) {
        QueuedEvent next = waiting.peekFirst();
        if (next == null || !hasRoomInFlight(next, aloneUpTo)) {
            return null;
        }
        waiting.removeFirst();
        next.place = Place.IN_FLIGHT;
        next.sent = false;
        inFlight.add(next);
        inFlightBytes += next.bytes();
        return next;
    }

    /** The last event taken is the next again, if it has not ended. */
    void putBack(QueuedEvent event) {
        if (event.place == Place.IN_FLIGHT) {
            inFlight.remove(event);
            toFront(event);
        }
    }

    /** Everything in flight waits again, in its old order; returns the sequence of the last, or 0. */
    long putAllBack() {
        List<QueuedEvent> events = new ArrayList<>(inFlight);
        inFlight.clear();
        for (int i = events.size() - 1; i >= 0; i--) {
            toFront(events.get(i));
        }
        return events.isEmpty() ? 0 : events.get(events.size() - 1).sequence;
    }

    @Nullable
    QueuedEvent oldest() {
        return inFlight.isEmpty() ? waiting.peekFirst() : inFlight.iterator().next();
    }

    /** Null if all are in flight. */
    @Nullable
    QueuedEvent oldestWaiting() {
        return waiting.peekFirst();
    }

    /** Whether the oldest event in flight was handed over that long ago. */
    boolean isStalled(Duration limit, long now) {
        if (inFlight.isEmpty()) {
            return false;
        }
        QueuedEvent oldest = inFlight.iterator().next();
        return oldest.sent && now - oldest.sentNanos >= limit.toNanos();
    }

    /** Whether it was still here. */
    boolean remove(QueuedEvent event) {
        switch (event.place) {
            case ENDED -> {
                return false;
            }
            case WAITING -> waiting.remove(event); // found at once: what ends while it waits is near the front
            case IN_FLIGHT -> {
                inFlight.remove(event);
                inFlightBytes -= event.bytes();
            }
        }
        event.place = Place.ENDED;
        bytes -= event.bytes();
        return true;
    }

    private boolean hasRoomInFlight(QueuedEvent next, long aloneUpTo) {
        if (inFlight.isEmpty()) {
            return true;
        }
        return inFlight.iterator().next().sequence > aloneUpTo
                && inFlight.size() < maxInFlight
                && inFlightBytes + next.bytes() <= maxInFlightBytes;
    }

    private void toFront(QueuedEvent event) {
        event.place = Place.WAITING;
        inFlightBytes -= event.bytes();
        waiting.addFirst(event);
    }
}
