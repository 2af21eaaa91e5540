package dev.annals.producer;

import dev.annals.producer.TransportException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The way to the broker through one {@link KafkaProducer}. */
final class KafkaTransport implements Transport {

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    private KafkaTransport(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** @throws TransportException if a host name cannot be resolved, or a setting is wrong */
    static Transport open(String topic, Map<String, Object> settings) throws TransportException {
        try {
            return new KafkaTransport(
                    topic, new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
        } catch (RuntimeException e) {
            throw new TransportException(Kind.BROKEN, rootMessage(e), e);
        }
    }

    @Override
    public void send(EncodedEvent event, Delivery delivery) throws TransportException {
        Sending sending = new Sending(delivery);
        try {
            Future<?> unused = producer.send(record(event), sending); // the callback tells the same
        } catch (RuntimeException e) {
            throw notHandedOver(e);
        }
        if (sending.refusal != null) {
            throw notHandedOver(sending.refusal);
        }
    }

    @Override
    public void close() {
        try {
            producer.close(Duration.ZERO);
        } catch (RuntimeException e) {
            // some part of it did not close well; it is given up either way
        }
    }

    private ProducerRecord<byte[], byte[]> record(EncodedEvent event) {
        return new ProducerRecord<>(topic, null, event.key(), event.value(), event.headers());
    }

    /** Before the hand-over, a time-out means no metadata or no buffer. */
    private static TransportException notHandedOver(Exception e) {
        return e instanceof RetriableException ? new TransportException(Kind.NOT_NOW, message(e), e) : failure(e);
    }

    private static TransportException failure(Exception e) {
        return new TransportException(kind(e), message(e), e);
    }

    private static Kind kind(Exception e) {
        if (e instanceof RecordTooLargeException) {
            return Kind.TOO_LARGE;
        }
        boolean refused = e instanceof InvalidRecordException
                || e instanceof InvalidTimestampException
                || e instanceof SerializationException;
        return refused ? Kind.REFUSED : Kind.BROKEN;
    }

    private static String message(Throwable e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** {@code KafkaException: Failed to construct kafka producer} tells nothing; its deepest cause does. */
    private static String rootMessage(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause == e ? message(e) : rootMessage(cause);
    }

    /**
     * Tells what became of one record. What the producer reports on the sending thread, before {@code send} returns, was
     * never handed over.
     */
    private static final class Sending implements Callback {
        private final Delivery delivery;
        private final Thread sender = Thread.currentThread();
        private @Nullable Exception refusal;

        Sending(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
            if (exception == null) {
                delivery.acknowledged(metadata.partition(), metadata.offset());
            } else if (Thread.currentThread() == sender) {
                refusal = exception;
            } else {
                delivery.failed(failure(exception));
            }
        }
    }
}
