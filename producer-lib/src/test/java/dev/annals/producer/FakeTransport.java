package dev.annals.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.annals.producer.TransportException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way to nowhere: holds what it is handed until the test says how each ended; {@link #acknowledgeAll} makes it a broker
 * that acknowledges at once. Fails what is left when it is closed, like Kafka's client. Thread-safe.
 */
final class FakeTransport implements Transport {

    private final List<Sent> sent = new ArrayList<>();
    private Optional<TransportException> refusal = Optional.empty();
    private volatile Runnable beforeSend = () -> {};
    private boolean acknowledging;
    private boolean closed;

    static FakeTransport acknowledgeAll() {
        FakeTransport transport = new FakeTransport();
        transport.acknowledging = true;
        return transport;
    }

    @Override
    public void send(EncodedEvent event, Delivery delivery) throws TransportException {
        beforeSend.run();
        Sent newest = handOver(event, delivery);
        if (newest.acknowledged) {
            delivery.acknowledged(0, newest.offset);
        }
    }

    private synchronized Sent handOver(EncodedEvent event, Delivery delivery) throws TransportException {
        if (closed) {
            throw new TransportException(Kind.BROKEN, "closed", null);
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        Sent newest = new Sent(event, delivery, sent.size());
        newest.acknowledged = acknowledging;
        sent.add(newest);
        return newest;
    }

    @Override
    public void close() {
        for (Sent open : closeAndTakeOpen()) {
            open.delivery.failed(new TransportException(Kind.BROKEN, "closed", null));
        }
    }

    private synchronized List<Sent> closeAndTakeOpen() {
        closed = true;
        List<Sent> open =
                sent.stream().filter(one -> !one.acknowledged && !one.failed).toList();
        open.forEach(one -> one.failed = true);
        return open;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** What happens while the sender is on its way to hand over. */
    void beforeSend(Runnable event) {
        beforeSend = event;
    }

    /** Takes nothing from now on. */
    synchronized void refuse(Kind kind) {
        refusal = Optional.of(new TransportException(kind, "told to refuse", null));
    }

    /** Takes everything from now on. */
    synchronized void accept() {
        refusal = Optional.empty();
    }

    /** The keys of what was handed over, in order. */
    synchronized List<String> sentKeys() {
        return sent.stream().map(one -> new String(one.event.key(), UTF_8)).toList();
    }

    /** As if the broker had told so; also after a close, as answers can be late. */
    void acknowledge(int index) {
        Sent one = get(index);
        one.acknowledged = true;
        one.delivery.acknowledged(0, one.offset);
    }

    void fail(int index, Kind kind) {
        Sent one = get(index);
        one.failed = true;
        one.delivery.failed(new TransportException(kind, "told to fail", null));
    }

    private synchronized Sent get(int index) {
        return sent.get(index);
    }

    private static final class Sent {
        private final EncodedEvent event;
        private final Delivery delivery;
        private final long offset;
        private volatile boolean acknowledged;
        private volatile boolean failed;

        Sent(EncodedEvent event, Delivery delivery, long offset) {
            this.event = event;
            this.delivery = delivery;
            this.offset = offset;
        }
    }
}
