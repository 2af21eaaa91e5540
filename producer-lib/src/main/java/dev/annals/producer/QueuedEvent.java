package dev.annals.producer;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An event between {@code publish} and its end. Guarded by the lock of its {@link EventQueue}, except what is final or volatile.
 * When it has ended, somebody {@linkplain #run() runs} it: that ends its future.
 */
final class QueuedEvent implements Runnable {

    enum Place {
        WAITING,
        IN_FLIGHT,
        ENDED
    }

    final EncodedEvent encoded;
    final UUID id;
    final long acceptedNanos;
    final CompletableFuture<Published> future = new CompletableFuture<>();

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

    /** What Kafka said, by whoever was first; set before the event is given to the queue. */
    @Nullable
    Published acknowledgement;

    private final int bytes;
    private @Nullable Rejection rejection;
    private long sentNanos;
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

    /** How it ended; without, it was acknowledged. */
    void rejected(Rejection why) {
        rejection = why;
    }

    @Override
    public void run() {
        Rejection why = rejection;
        if (why != null) {
            future.completeExceptionally(why.toException());
        } else {
            future.complete(acknowledgement);
        }
    }
}
