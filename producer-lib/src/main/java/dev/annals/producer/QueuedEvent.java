package dev.annals.producer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event between {@code publish} and its end. Guarded by the lock of its {@link EventQueue}, except what is final or volatile,
 * or says otherwise.
 */
final class QueuedEvent {

    enum Place {
        WAITING,
        IN_FLIGHT,
        ENDED
    }

    final EncodedEvent encoded;
    final UUID id;
    final long acceptedNanos;
    final Ending future = new Ending();

    volatile Place place = Place.WAITING;

    /** In the order of acceptance, from 1. */
    long sequence;

    /** Its neighbours among the {@link PendingEvents}. */
    @Nullable
    QueuedEvent older;

    @Nullable
    QueuedEvent younger;

    /** See {@link Door}. */
    @Nullable
    QueuedEvent neighbourAtDoor;

    private final int bytes;
    private long sentNanos; // of the sender's thread
    private volatile boolean sent;

    QueuedEvent(EncodedEvent encoded, long acceptedNanos) {
        this.encoded = encoded;
        this.id = encoded.id();
        this.bytes = encoded.bytes();
        this.acceptedNanos = acceptedNanos;
    }

    int bytes() {
        return bytes;
    }

    boolean hasEnded() {
        return place == Place.ENDED;
    }

    /** By the sender: Kafka's client has it now. */
    void sent(long nanos) {
        sentNanos = nanos;
        sent = true;
    }

    /** It is to be sent, again. */
    void notSent() {
        sent = false;
    }

    /** Whether Kafka's client has had it since before that time. */
    boolean isSentBefore(long nanos) {
        return sent && sentNanos - nanos <= 0;
    }
}
