package dev.annals.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The activity topic as a plain consumer sees it: what is committed, the last row of each key. */
final class ActivityRows implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<String, String> consumer;
    private final String topic;
    private final Map<String, JsonNode> rows = new TreeMap<>();

    ActivityRows(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** How many events of which kind in which minute, as {@code 2026-11-23T12:00:00.000Z media a.b info}. */
    Map<String, Long> counts() throws Exception {
        read();
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row : rows.values()) {
            counts.put(
                    String.join(
                            " ",
                            row.get("window_start").textValue(),
                            row.get("category").textValue(),
                            row.get("type").textValue(),
                            row.get("severity").textValue()),
                    row.get("count").longValue());
        }
        return counts;
    }

    long total() throws Exception {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Up to where the topic ends now; later calls go on from there. */
    private void read() throws Exception {
        if (consumer.assignment().isEmpty()) {
            consumer.assign(partitions());
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                rows.put(record.key(), JSON.readTree(record.value()));
            }
        }
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
