package dev.annals.ingest.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events topic from outside: makes it where it is missing, and tells its id and which offsets it still has. Never
 * alters or shrinks one that exists. Thread-safe.
 */
final class TopicAdmin implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int ENDS_TIMEOUT_MS = 5_000;
    private static final int PARTITIONS = 6;

    /**
     * The broker's clock stamps the records: one publisher's wrong clock must not fail its neighbours' batch. Kafka deletes
     * whole segments, each when its last record is past the retention: so none is older than eight days.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "message.timestamp.type",
            "LogAppendTime",
            "retention.ms",
            Long.toString(Duration.ofDays(7).toMillis()),
            "segment.ms",
            Long.toString(Duration.ofDays(1).toMillis()));

    private final Admin admin;
    private final String topic;

    /** @throws KafkaException if no host name of the addresses can be resolved */
    TopicAdmin(Properties clientProperties, String topic) {
        this.admin = Admin.create(clientProperties);
        this.topic = topic;
    }

    /**
     * Makes the topic, with the broker's default replication, if there is none.
     *
     * @throws KafkaException if Kafka refuses or does not answer within 15 s
     */
    void ensureExists() {
        if (await(id()).isPresent()) {
            return;
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()).configs(SETTINGS);
        try {
            await(admin.createTopics(List.of(wanted)).all());
            log.info("made the topic {} with {} partitions, {}", topic, PARTITIONS, SETTINGS);
        } catch (TopicExistsException e) {
            log.debug("another worker made the topic {} first", topic, e);
        }
    }

    /** The topic's id, or empty if there is no such topic; fails if Kafka does not answer. Does not wait. */
    CompletableFuture<Optional<UUID>> id() {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .handle(this::idOrMissing)
                .toCompletableFuture();
    }

    private Optional<UUID> idOrMissing(@Nullable Map<String, TopicDescription> topics, @Nullable Throwable failure) {
        TopicDescription found = topics == null ? null : topics.get(topic);
        if (found != null) {
            Uuid id = found.topicId();
            return Optional.of(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Optional.empty();
        }
        throw new CompletionException(cause);
    }

    /** The first offset each partition still has; one that Kafka cannot tell about within {@code patience} is left out. */
    Map<TopicPartition, Long> firstOffsets(Collection<TopicPartition> partitions, Duration patience) {
        return offsets(partitions, OffsetSpec.earliest(), patience);
    }

    /** The offset of each partition's next record; one that Kafka cannot tell about within {@code patience} is left out. */
    Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration patience) {
        return offsets(partitions, OffsetSpec.latest(), patience);
    }

    /**
     * The offset before which everything can be read, each partition's as an answer of its own, which fails after five
     * seconds. Does not wait.
     */
    Map<TopicPartition, CompletionStage<Long>> readableEnds(Collection<TopicPartition> partitions) {
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(ENDS_TIMEOUT_MS);
        ListOffsetsResult asked = admin.listOffsets(all(partitions, OffsetSpec.latest()), options);
        Map<TopicPartition, CompletionStage<Long>> answers = new HashMap<>();
        for (TopicPartition partition : partitions) {
            answers.put(
                    partition,
                    asked.partitionResult(partition).toCompletionStage().thenApply(ListOffsetsResultInfo::offset));
        }
        return answers;
    }

    private static Map<TopicPartition, OffsetSpec> all(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return wanted;
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which, Duration patience) {
        ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs((int) patience.toMillis());
        ListOffsetsResult asked = admin.listOffsets(all(partitions, which), options);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            try {
                offsets.put(partition, await(asked.partitionResult(partition)).offset());
            } catch (KafkaException e) { // without a leader, say: that must not keep the others from being read
                log.warn("Kafka cannot tell about {} now, trying again: {}", partition, e.getMessage());
            }
        }
        return offsets;
    }

    /** Waits for an answer of Kafka's, at most 15 s. */
    static <T> T await(Future<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
