package dev.annals.chaos.rig;

import dev.annals.testkit.Poison;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes bytes as they are, past the library. */
public final class RawRecords implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    RawRecords(String bootstrapServers, String topic, @Nullable String transactionalId) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "linger.ms", "5",
                "compression.type", "lz4"));
        if (transactionalId != null) {
            settings.put("transactional.id", transactionalId);
        }
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        if (transactionalId != null) {
            producer.initTransactions();
        }
    }

    /** To a partition, without a key. */
    public Future<RecordMetadata> send(int partition, byte @Nullable [] value) {
        return producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    /** With its name as the key; returns when Kafka has it. */
    public void send(Poison poison) throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, poison.name().getBytes(StandardCharsets.UTF_8), poison.value());
        for (int i = 0; i < poison.headers(); i++) {
            record.headers().add("h" + i, new byte[] {1});
        }
        producer.send(record).get();
    }

    public void begin() {
        producer.beginTransaction();
    }

    public void abort() {
        producer.abortTransaction();
    }

    public void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
