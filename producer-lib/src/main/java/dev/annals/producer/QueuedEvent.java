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
    final CompletableFuture<Published> future = new CompletableFuture<>();

    Place place = Place.WAITING;

    /** In the order of acceptance, from 1. */
    long sequence;

    long acceptedNanos;

    /** Kafka's client has it, since {@link #sentNanos}. */
    boolean sent;

    long sentNanos;

    QueuedEvent(EncodedEvent encoded) {
        this.encoded = encoded;
    }

    int bytes() {
        return encoded.bytes();
    }
}
