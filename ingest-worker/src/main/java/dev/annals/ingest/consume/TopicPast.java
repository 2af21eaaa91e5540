package dev.annals.ingest.consume;

import dev.annals.ingest.store.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where a topic was at some time, and who reads it. Waits for Kafka, 15 s at most for each answer. Thread-safe. */
public final class TopicPast implements AutoCloseable {

    private static final long NONE = -1; // Kafka's answer where there is no record that late

    private final String bootstrapServers;
    private final Admin admin;

    /** @throws KafkaProblemException if no host name of the addresses can be resolved; all methods, if Kafka cannot tell */
    public TopicPast(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("client.id", "annals-replay");
        try {
            this.admin = Admin.create(properties);
        } catch (KafkaException e) {
            throw new KafkaProblemException(bootstrapServers, e);
        }
    }

    /** The members that the group has now, for people. */
    public List<String> members(String groupId) {
        return asking(() -> {
            try {
                ConsumerGroupDescription group = Objects.requireNonNull(TopicAdmin.await(
                                admin.describeConsumerGroups(List.of(groupId)).all())
                        .get(groupId));
                return group.members().stream()
                        .map(member -> "member " + member.clientId() + " of the group " + groupId + ", from "
                                + member.host().replace("/", ""))
                        .sorted()
                        .toList();
            } catch (GroupIdNotFoundException nobodyYet) {
                return List.of();
            }
        });
    }

    /** Nothing if there is no such topic. */
    public Optional<Past> since(String topic, Instant time) {
        return asking(() -> {
            TopicDescription description;
            try {
                description = Objects.requireNonNull(
                        TopicAdmin.await(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic));
            } catch (UnknownTopicOrPartitionException e) {
                return Optional.empty();
            }
            Map<Integer, Long> first = offsets(description, OffsetSpec.earliest());
            Map<Integer, Long> wanted = offsets(description, OffsetSpec.forTimestamp(time.toEpochMilli()));
            Map<Integer, Long> end = offsets(description, OffsetSpec.latest());
            wanted.replaceAll((partition, offset) -> offset == NONE ? end.getOrDefault(partition, NONE) : offset);
            wanted.values().removeIf(offset -> offset == NONE);
            return Optional.of(new Past(id(description), wanted, first));
        });
    }

    /** Of the next record it will get; nothing if there is no such topic any more, or not that partition. */
    public OptionalLong end(Source source) {
        return asking(() -> {
            try {
                TopicDescription topic = Objects.requireNonNull(TopicAdmin.await(
                                admin.describeTopics(List.of(source.topic())).allTopicNames())
                        .get(source.topic()));
                Long end = offsets(topic, OffsetSpec.latest()).get(source.partition());
                return end == null || !id(topic).equals(source.topicId()) ? OptionalLong.empty() : OptionalLong.of(end);
            } catch (UnknownTopicOrPartitionException e) {
                return OptionalLong.empty();
            }
        });
    }

    private static UUID id(TopicDescription topic) {
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }

    private Map<Integer, Long> offsets(TopicDescription topic, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        topic.partitions().forEach(info -> wanted.put(new TopicPartition(topic.name(), info.partition()), which));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                TopicAdmin.await(admin.listOffsets(wanted).all());
        Map<Integer, Long> offsets = new TreeMap<>();
        answer.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (KafkaException e) {
            throw new KafkaProblemException(bootstrapServers, e);
        }
    }

    /** What Kafka is asked. */
    private interface Question<T> {
        T ask();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    /**
     * A topic's partitions at a time.
     *
     * @param starts by partition: of the first record that Kafka got then or later, or of the next one it will get
     * @param first by partition: of the oldest record that Kafka still has
     */
    public record Past(UUID topicId, Map<Integer, Long> starts, Map<Integer, Long> first) {

        /** Whether older records than these may have been there, which Kafka does not have any more. */
        public boolean isCut(int partition) {
            Long oldest = first.get(partition);
            return oldest != null && oldest > 0 && oldest.equals(starts.get(partition));
        }
    }
}
