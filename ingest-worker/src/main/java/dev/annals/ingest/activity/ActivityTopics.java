package dev.annals.ingest.activity;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topic that the rows go to, once there is the one they come from. Alters nothing that exists. */
final class ActivityTopics implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ActivityTopics.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * Compaction keeps the last count of each row, deletion ends what nobody asks for any more. The broker's clock stamps
     * the rows: an event's own time may be a day ahead, which Kafka would refuse.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "cleanup.policy",
            "compact,delete",
            "retention.ms",
            Long.toString(Duration.ofDays(90).toMillis()),
            "message.timestamp.type",
            "LogAppendTime");

    private final Admin admin;
    private final ActivitySettings settings;

    /** @throws KafkaException if no host name of the addresses can be resolved */
    ActivityTopics(ActivitySettings settings) {
        this.admin = Admin.create(settings.adminProperties());
        this.settings = settings;
    }

    /**
     * The id of the topic that the rows go to, if both topics are there now and answer. Empty as long as nobody has made the
     * events topic; empty also right after making the other one: it takes a moment until all brokers know it.
     *
     * @throws KafkaException if Kafka refuses or does not answer within 15 s
     */
    Optional<Uuid> idWhenReady() {
        Optional<TopicDescription> events = find(settings.eventsTopic());
        if (events.isEmpty()) {
            return Optional.empty();
        }
        Optional<TopicDescription> activity = find(settings.activityTopic());
        if (activity.isEmpty()) {
            create(settings.activityTopic(), events.get().partitions().size());
            return Optional.empty();
        }
        return activity.filter(this::leadersAnswer).map(TopicDescription::topicId);
    }

    private Optional<TopicDescription> find(String topic) {
        try {
            return await(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                    .findFirst();
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private void create(String topic, int partitions) {
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(SETTINGS);
        try {
            await(admin.createTopics(List.of(wanted)).all());
            log.info("made the topic {} with {} partitions, {}", topic, partitions, SETTINGS);
        } catch (TopicExistsException e) {
            log.debug("another worker made the topic {} first", topic, e);
        }
    }

    /** A producer whose first batch meets none can be stuck for minutes. */
    private boolean leadersAnswer(TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        topic.partitions()
                .forEach(each -> all.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest()));
        try {
            await(admin.listOffsets(all).all());
            return true;
        } catch (RetriableException e) {
            log.debug("the leaders of {} do not answer yet", topic.name(), e);
            return false;
        }
    }

    private static <T> T await(Future<T> answer) {
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
