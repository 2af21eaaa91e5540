package dev.annals.producer;

import dev.annals.event.Event;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a service without the publisher would do: Kafka's client itself, with the publisher's settings and bytes. */
public final class RawKafka {

    private RawKafka() {}

    /** @param overrides win over the publisher's settings */
    public static KafkaProducer<byte[], byte[]> producer(String bootstrapServers, Map<String, Object> overrides) {
        Map<String, Object> settings = KafkaSettings.of(EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .source("raw")
                .config());
        settings.putAll(overrides);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The record that the publisher makes of the event. */
    public static ProducerRecord<byte[], byte[]> record(String topic, Event event) {
        EncodedEvent encoded = new EventEncoder("raw", Map::of).encode(event);
        return new ProducerRecord<>(topic, null, encoded.key(), encoded.value(), encoded.headers());
    }
}
