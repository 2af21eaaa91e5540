package dev.annals.command.tail;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the brokers say about a topic: whether it is there, how many partitions it has, where they begin and end. */
final class TopicView implements AutoCloseable {

    private static final int TIMEOUT_MS = 5_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Admin admin;
    private final String topic;

    /** @throws KafkaException if the addresses make no sense or no host name of theirs can be resolved */
    TopicView(String bootstrapServers, String topic) {
        Properties settings = new Properties();
        settings.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.setProperty(AdminClientConfig.CLIENT_ID_CONFIG, "annals-tail");
        settings.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MS));
        settings.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(TIMEOUT_MS));
        settings.setProperty(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
        this.admin = Admin.create(settings);
        this.topic = topic;
    }

    /** The topic as it is now, or empty if there is none; fails within five seconds without a broker. Does not wait. */
    CompletableFuture<Optional<Layout>> ask() {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .handle(this::layout)
                .toCompletableFuture();
    }

    private Optional<Layout> layout(@Nullable Map<String, TopicDescription> topics, @Nullable Throwable failure) {
        TopicDescription found = topics == null ? null : topics.get(topic);
        if (found != null) {
            return Optional.of(new Layout(found.topicId(), found.partitions().size()));
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownTopicOrPartitionException) {
            return Optional.empty();
        }
        throw new CompletionException(cause);
    }

    /**
     * Where each partition begins that is read from {@code start} on. Waits for the answer.
     *
     * @throws KafkaException if no broker answers within five seconds
     */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, Start start) {
        if (start instanceof Start.Beginning) {
            return offsets(partitions, OffsetSpec.earliest());
        }
        Map<TopicPartition, Long> offsets = offsets(partitions, OffsetSpec.latest());
        if (start instanceof Start.Time time) {
            offsets(partitions, OffsetSpec.forTimestamp(time.instant().toEpochMilli()))
                    .forEach((partition, offset) -> {
                        if (offset >= 0) { // none where nothing is that new: then from the end, asked for before
                            offsets.put(partition, offset);
                        }
                    });
        }
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(wanted).all()).forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }

    /**
     * How the topic is laid out.
     *
     * @param topicId another one once the topic was deleted and made anew
     */
    record Layout(Uuid topicId, int partitions) {}
}
