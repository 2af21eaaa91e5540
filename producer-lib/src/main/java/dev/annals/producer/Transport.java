package dev.annals.producer;

/**
 * The way to the broker, as narrow as the sender needs it. {@link #send} and {@link #close} are called by one thread, but
 * {@code close} also from within a {@link Delivery}.
 */
interface Transport {

    /**
     * Hands an event over, behind all those handed over before; {@code delivery} will hear how it ended.
     *
     * @throws TransportException if it was not handed over; then {@code delivery} hears nothing
     */
    void send(EncodedEvent event, Delivery delivery) throws TransportException;

    /** Sends nothing more and fails what is not acknowledged; may be called again. */
    void close();

    /** Hears exactly once how an event handed over ended, on any thread; returns at once, throws nothing. */
    interface Delivery {
        void acknowledged(int partition, long offset);

        void failed(TransportException failure);
    }

    /** Builds transports: the first, and another whenever one broke. */
    interface Factory {
        /** @throws TransportException if it cannot be built now */
        Transport open() throws TransportException;
    }
}
