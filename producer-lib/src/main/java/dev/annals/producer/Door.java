package dev.annals.producer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where events are left, and taken in all at once, in the order in which they were left. Thread-safe; no thread ever waits for
 * another here. An event is left once.
 */
final class Door {

    /** Each knows the one that was left before it. */
    private final AtomicReference<@Nullable QueuedEvent> last = new AtomicReference<>();

    void leave(QueuedEvent event) {
        QueuedEvent before;
        do {
            before = last.get();
            event.neighbourAtDoor = before;
        } while (!last.compareAndSet(before, event));
    }

    /** The first of those that are there, if any; each knows the one that was left after it. They are gone from here. */
    @Nullable
    QueuedEvent takeAll() {
        if (last.get() == null) {
            return null;
        }
        QueuedEvent after = null;
        QueuedEvent event = last.getAndSet(null);
        while (event != null) {
            QueuedEvent before = event.neighbourAtDoor;
            event.neighbourAtDoor = after;
            after = event;
            event = before;
        }
        return after;
    }
}
