package dev.annals.producer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many events and bytes the queue may still take. Thread-safe; no thread ever waits for another here. */
final class Room {

    private final int maxEvents;
    private final long maxBytes;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Room(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Whether there was room for the event, which has it now. */
    boolean take(QueuedEvent event) {
        if (events.get() >= maxEvents) { // so that a flood of rejections writes nothing
            return false;
        }
        int eventsThen = events.incrementAndGet();
        long bytesThen = bytes.addAndGet(event.bytes());
        if (eventsThen <= maxEvents && bytesThen <= maxBytes) {
            return true;
        }
        release(event);
        return false;
    }

    /** It has its room, whether there was any or not. */
    void add(QueuedEvent event) {
        events.incrementAndGet();
        bytes.addAndGet(event.bytes());
    }

    /** Whether so many would fit; one fits into an empty room however large it is. */
    boolean has(int moreEvents, long moreBytes) {
        int eventsNow = events.get();
        return (eventsNow == 0 && moreEvents == 1)
                || (eventsNow + moreEvents <= maxEvents && bytes.get() + moreBytes <= maxBytes);
    }

    boolean isHalfEmpty() {
        return events.get() <= maxEvents / 2 && bytes.get() <= maxBytes / 2;
    }

    void release(QueuedEvent event) {
        release(1, event.bytes());
    }

    /** Of several events together. */
    void release(int fewerEvents, long fewerBytes) {
        events.addAndGet(-fewerEvents);
        bytes.addAndGet(-fewerBytes);
    }

    /** Says how full it is, and what to do, for an event that found no room. */
    String problem(QueuedEvent event, String brokers) {
        int eventsNow = Math.min(events.get(), maxEvents);
        return "queue full (" + eventsNow + " of " + maxEvents + " events, " + bytes.get() + " of " + maxBytes
                + " bytes; the new event has " + event.bytes() + "); raise "
                + (eventsNow == maxEvents ? "queueMaxEvents" : "queueMaxBytes") + " or check the broker " + brokers;
    }
}
