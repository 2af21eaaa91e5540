package dev.annals.producer;

/** Somebody waits for the events up to one. Guarded by the lock of the {@link EventQueue}. */
final class Flush {

    private final long lastSequence;
    private long pending;
    private boolean failed;

    Flush(long lastSequence, long pending) {
        this.lastSequence = lastSequence;
        this.pending = pending;
    }

    void ended(QueuedEvent event, boolean acknowledged) {
        if (event.sequence <= lastSequence) {
            pending--;
            failed |= !acknowledged;
        }
    }

    boolean isDecided() {
        return failed || pending == 0;
    }

    boolean succeeded() {
        return !failed && pending == 0;
    }
}
