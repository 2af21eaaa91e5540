package dev.annals.chaos.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.annals.chaos.load.Content;
import dev.annals.chaos.load.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** All committed records of a topic. */
public final class TopicDump {

    /**
     * One record.
     *
     * @param millis when the broker got it, in Unix milliseconds
     * @param id null if it is no event of a load
     * @param key of the record, which decides about its partition
     */
    record Entry(
            int partition,
            long offset,
            long millis,
            @Nullable UUID id,
            String key,
            long seq,
            int check) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Entry> entries;
    private final Map<Integer, Long> ends;
    private final Set<String> removed;

    /** @param entries in the order of their offsets */
    TopicDump(List<Entry> entries, Map<Integer, Long> ends) {
        this(entries, ends, Set.of());
    }

    private TopicDump(List<Entry> entries, Map<Integer, Long> ends, Set<String> removed) {
        this.entries = List.copyOf(entries);
        this.ends = Map.copyOf(ends);
        this.removed = Set.copyOf(removed);
    }

    /** Reads each partition to the end that it has now. */
    public static TopicDump read(String bootstrapServers, String topic) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<Integer, Long> endsByNumber = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (!isNotice(record)) {
                        entries.add(entry(record));
                    }
                }
            }
            ends.forEach((partition, end) -> endsByNumber.put(partition.partition(), end));
        }
        return new TopicDump(entries, endsByNumber);
    }

    /** About what an operator, or the worker, did: of no load, like its row. */
    private static boolean isNotice(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() != null
                    && "system"
                            .equals(JSON.readTree(record.value())
                                    .path("category")
                                    .asText());
        } catch (IOException poison) {
            return false;
        }
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode event = JSON.readTree(record.value());
            UUID id = UUID.fromString(event.get("id").asText());
            String key = new String(record.key(), StandardCharsets.UTF_8);
            Fields fields = fields(event);
            return new Entry(
                    record.partition(), record.offset(), record.timestamp(), id, key, fields.seq(), fields.check());
        } catch (IOException | RuntimeException e) { // poison, which some trials put there
            return new Entry(record.partition(), record.offset(), record.timestamp(), null, "", 0, 0);
        }
    }

    private static Fields fields(JsonNode event) {
        ObjectNode metadata = (ObjectNode) event.get("metadata");
        long seq = metadata.remove(Content.SEQUENCE).asLong();
        String padding = metadata.remove(Content.PADDING).asText();
        return new Fields(
                event.get("id").asText(),
                Instant.parse(event.get("inserted_at").asText()).toEpochMilli(),
                event.get("category").asText(),
                event.get("type").asText(),
                text(event, "actor_type"),
                text(event, "actor_id"),
                text(event, "resource_type"),
                text(event, "resource_id"),
                event.get("severity").asText(),
                seq,
                padding,
                metadata.toString());
    }

    private static @Nullable String text(JsonNode event, String field) {
        JsonNode value = event.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    List<Entry> entries() {
        return entries;
    }

    /** With what an earlier dump of the same topic has, and this one has no more. */
    public TopicDump and(TopicDump earlier) {
        Set<String> here = entries.stream().map(Stored::place).collect(Collectors.toSet());
        Set<String> gone = new HashSet<>(removed);
        List<Entry> all = new ArrayList<>(earlier.entries);
        Set<String> there = new HashSet<>();
        for (Entry entry : earlier.entries) {
            there.add(Stored.place(entry));
            if (!here.contains(Stored.place(entry))) {
                gone.add(Stored.place(entry));
            }
        }
        entries.stream().filter(entry -> !there.contains(Stored.place(entry))).forEach(all::add);
        return new TopicDump(all, ends, gone);
    }

    /** Whether an earlier dump had it, and the last one has not. */
    boolean isRemoved(Entry entry) {
        return removed.contains(Stored.place(entry));
    }

    /** By the broker's clock, how long after that moment it took the first event; null if none. */
    public @Nullable Long firstAfter(long millis) {
        return entries.stream()
                .map(entry -> entry.millis() - millis)
                .filter(after -> after >= 0)
                .min(Long::compare)
                .orElse(null);
    }

    /** Records with an id that came before. */
    public long repeated() {
        return entries.stream().filter(entry -> entry.id() != null).count()
                - entries.stream()
                        .map(Entry::id)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count();
    }

    /** The end of each partition. */
    public Map<Integer, Long> ends() {
        return ends;
    }
}
