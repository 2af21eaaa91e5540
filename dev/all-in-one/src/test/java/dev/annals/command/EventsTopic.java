package dev.annals.command;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventJson;
import dev.annals.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of a test's own, written to partition by partition. */
final class EventsTopic implements AutoCloseable {

    private final String bootstrapServers;
    private final String prefix;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    EventsTopic(String bootstrapServers, String prefix) {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 200);
        this.admin = Admin.create(settings);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    String prefix() {
        return prefix;
    }

    private String name() {
        return prefix + "events";
    }

    EventsTopic create(int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(name(), Optional.of(partitions), Optional.empty())))
                .all()
                .get();
        awaitLeaders(partitions);
        return this;
    }

    void growTo(int partitions) throws Exception {
        admin.createPartitions(Map.of(name(), NewPartitions.increaseTo(partitions)))
                .all()
                .get();
        awaitLeaders(partitions);
    }

    void makeAnew(int partitions) throws Exception {
        admin.deleteTopics(List.of(name())).all().get();
        Eventually.succeeds(() -> create(partitions));
    }

    private void awaitLeaders(int partitions) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.put(new TopicPartition(name(), partition), OffsetSpec.latest());
        }
        Eventually.succeeds(() -> admin.listOffsets(all).all().get());
    }

    List<String> groups() throws Exception {
        return admin.listGroups().all().get().stream()
                .map(group -> group.groupId())
                .toList();
    }

    /** Returns the event's JSON. */
    String send(int partition, EventDraft draft) throws Exception {
        Event event = draft.toEvent();
        byte[] json = EventJson.encode(event);
        sendRaw(partition, json);
        return new String(json, StandardCharsets.UTF_8);
    }

    void sendRaw(int partition, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(name(), partition, null, value)).get();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
