package dev.annals.command.publish;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The events on their way, never more than may be: whoever reads faster than the broker takes waits here, instead of
 * overrunning the publisher's queue.
 *
 * <p>Thread-safe: one lock, its own.
 */
final class Window {

    private final int maxEvents;
    private final long maxBytes;
    private int events;
    private long bytes;
    private boolean closed;
    private long lastMoved = System.nanoTime();

    Window(int maxEvents, long maxBytes) {
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    /** Waits for room; one event always has it, however large. False if the window was closed. */
    synchronized boolean enter(int size) throws InterruptedException {
        while (!closed && events > 0 && (events >= maxEvents || bytes + size > maxBytes)) {
            wait();
        }
        if (closed) {
            return false;
        }
        if (events == 0) {
            lastMoved = System.nanoTime();
        }
        events++;
        bytes += size;
        return true;
    }

    synchronized void leave(int size) {
        events--;
        bytes -= size;
        lastMoved = System.nanoTime();
        notifyAll();
    }

    /** Nobody enters any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits, at most that long, until it is closed and empty. */
    synchronized boolean awaitClosedAndEmpty(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = millis;
        while (!(closed && events == 0) && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return closed && events == 0;
    }

    /** How long none of the events on their way has been settled; nothing if there are none. */
    synchronized Duration silence() {
        return events == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastMoved);
    }
}
