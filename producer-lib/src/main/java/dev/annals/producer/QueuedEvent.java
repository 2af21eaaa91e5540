package dev.annals.producer;

import java.util.concurrent.CompletableFuture;

/** An event between {@code publish} and its end. Guarded by the lock of its {@link EventQueue}, except what is final. */
final class QueuedEvent {

    enum Place {
        WAITING,
        IN_FLIGHT,
        ENDED
    }

    final EncodedEvent encoded;
    final long acceptedNanos;
    final CompletableFuture<Published> future = new CompletableFuture<>();

    Place place = Place.WAITING;

    /** In the order of acceptance, from 1. */
    long sequence;

    /** Kafka's client has it, since {@link #sentNanos}. */
    boolean sent;

    long sentNanos;

    QueuedEvent(EncodedEvent encoded, long acceptedNanos) {
        this.encoded = encoded;
        this.acceptedNanos = acceptedNanos;
    }

    int bytes() {
        return encoded.bytes();
    }
}
