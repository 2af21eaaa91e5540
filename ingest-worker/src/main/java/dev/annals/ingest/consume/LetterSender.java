package dev.annals.ingest.consume;

import dev.annals.ingest.store.LetterRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters to the topic they came from, as they are; the partition is that of the key. Confined to one thread,
 * which waits for Kafka.
 */
public final class LetterSender implements AutoCloseable {

    /** Whether a record is too large is the topic's to say. */
    private static final int ANY_SIZE = 256 * 1024 * 1024;

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<String> existing = new HashSet<>();

    /** @throws KafkaProblemException if no host name of the addresses can be resolved */
    public LetterSender(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        try {
            this.producer = new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new KafkaProblemException(bootstrapServers, e);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "annals-dead-letters");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 0); // each alone: what is refused takes no neighbour along
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ANY_SIZE);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) ANY_SIZE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        return settings;
    }

    /**
     * Returns, for each of them in order, nothing if Kafka has acknowledged it, else why not. Takes a minute at most, and
     * half a minute more for each further topic.
     *
     * @throws KafkaProblemException if Kafka does not answer, or a topic is gone; nothing was sent then
     */
    public List<Optional<String>> send(List<LetterRecord> records) {
        records.stream().map(LetterRecord::topic).distinct().forEach(this::requireTopic);
        List<Future<?>> answers = new ArrayList<>();
        for (LetterRecord record : records) {
            Future<?> answer = handOver(record);
            answers.add(answer);
            if (answer.isDone() && failure(answer).isPresent()) {
                break; // it was not even handed over: each of the rest would wait as long for Kafka as this one
            }
        }
        producer.flush();
        List<Optional<String>> failures = new ArrayList<>();
        answers.forEach(answer -> failures.add(failure(answer)));
        while (failures.size() < records.size()) {
            failures.add(Optional.of("it was not sent, after the one before could not be"));
        }
        return failures;
    }

    private Future<?> handOver(LetterRecord record) {
        try {
            return producer.send(producerRecord(record));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Sending to a missing topic would make it, on a broker that is set up so. Afterwards sending need not wait for Kafka. */
    private void requireTopic(String topic) {
        try {
            requireThatItExists(topic);
            producer.partitionsFor(topic);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new KafkaProblemException(bootstrapServers, e);
        }
    }

    private void requireThatItExists(String topic) {
        if (existing.contains(topic)) {
            return;
        }
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        try (TopicAdmin admin = new TopicAdmin(properties, topic)) {
            if (TopicAdmin.await(admin.id()).isEmpty()) {
                throw new KafkaException("there is no topic " + topic + "; a worker makes it at its start");
            }
            existing.add(topic);
        }
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(LetterRecord record) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(record.topic(), null, record.key(), record.value());
        record.headers().forEach(header -> sent.headers().add(header.name(), header.value()));
        return sent;
    }

    private static Optional<String> failure(Future<?> answer) {
        try {
            answer.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(KafkaProblemException.reason(e));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
