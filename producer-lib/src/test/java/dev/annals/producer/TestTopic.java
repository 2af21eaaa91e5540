package dev.annals.producer;

import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A new topic {@code prefix + "events"} on a real broker, to publish to and read back. */
record TestTopic(String bootstrapServers, String prefix) {

    private static final int PARTITIONS = 3;

    /** Its name is not taken. */
    static TestTopic create(String bootstrapServers, Map<String, String> settings)
            throws InterruptedException, ExecutionException {
        TestTopic topic = new TestTopic(bootstrapServers, "test-" + UUID.randomUUID() + "-");
        NewTopic request = new NewTopic(topic.name(), Optional.of(PARTITIONS), Optional.empty()).configs(settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(request)).all().get();
            Map<TopicPartition, OffsetSpec> all = new HashMap<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
            }
            Eventually.succeeds(() -> admin.listOffsets(all).all().get()); // answered by the leaders, once they are
        }
        return topic;
    }

    String name() {
        return prefix + "events";
    }

    EventPublisherBuilder publisher() {
        return EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .source("test")
                .topicPrefix(prefix);
    }

    /** All records there are now, partition by partition. */
    List<ConsumerRecord<String, byte[]>> read() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (!partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
