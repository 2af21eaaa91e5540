package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.testkit.Eventually;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An events topic of a test's own, written to with a plain producer. */
final class TestTopic implements AutoCloseable {

    private final String bootstrapServers;
    private final String name;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    TestTopic(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer = newProducer(Map.of());
    }

    KafkaProducer<byte[], byte[]> newProducer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("acks", "all");
        settings.put("linger.ms", 5);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String name() {
        return name;
    }

    Admin admin() {
        return admin;
    }

    /** Returns when its leaders answer: a producer whose first batch meets none can be stuck for two minutes. */
    void create(int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
        Eventually.succeeds(this::endOffsets);
    }

    Uuid id() throws Exception {
        return admin.describeTopics(List.of(name))
                .allTopicNames()
                .get()
                .get(name)
                .topicId();
    }

    /** The id it has now; makes it if nobody has. */
    Uuid idMadeAnew() throws Exception {
        try {
            create(1);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        return id();
    }

    /** Larger records are refused from now on. */
    void limitTo(int bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        AlterConfigOp limit = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(limit))).all().get();
        Eventually.succeeds(() -> assertThat(admin.describeConfigs(List.of(resource))
                        .all()
                        .get()
                        .get(resource)
                        .get("max.message.bytes")
                        .value())
                .isEqualTo(Integer.toString(bytes)));
    }

    void delete() throws Exception {
        admin.deleteTopics(List.of(name)).all().get();
    }

    /** By key of the resource, as the publisher does it; returns when all are acknowledged. */
    void send(List<Event> events) throws Exception {
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
        for (Event event : events) {
            acknowledgements.add(producer.send(record(event)));
        }
        for (Future<RecordMetadata> acknowledgement : acknowledgements) {
            acknowledgement.get();
        }
    }

    void send(Event event) throws Exception {
        send(record(event));
    }

    void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get();
    }

    ProducerRecord<byte[], byte[]> record(Event event) {
        String key = event.resource() == null
                ? event.id().toString()
                : event.resource().type() + ":" + event.resource().id();
        return new ProducerRecord<>(
                name, key.getBytes(java.nio.charset.StandardCharsets.UTF_8), EventJson.encode(event));
    }

    /** The sum over all partitions. */
    long endOffsets() throws Exception {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        int partitions = admin.describeTopics(List.of(name))
                .allTopicNames()
                .get()
                .get(name)
                .partitions()
                .size();
        for (int i = 0; i < partitions; i++) {
            all.put(new TopicPartition(name, i), OffsetSpec.latest());
        }
        return admin.listOffsets(all).all().get().values().stream()
                .mapToLong(info -> info.offset())
                .sum();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
