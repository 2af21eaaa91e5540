package dev.annals.ingest.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What is derived from where, and by whom. All workers of one group share the work.
 *
 * @param kafka client properties that every client of this worker gets: addresses, security
 * @param stateDirectory for what RocksDB keeps; it can be lost, and is then read again from Kafka
 */
public record ActivitySettings(Map<String, String> kafka, String topicPrefix, String groupId, Path stateDirectory) {

    private static final int COMMIT_INTERVAL_MS = 1_000;
    private static final int SESSION_TIMEOUT_MS = 10_000; // a killed worker's partitions move on after this
    private static final int BUFFERED_RECORDS = 300; // a partition; of 64 KiB each they are 20 MiB
    private static final int FETCH_MAX_BYTES = 8 << 20;

    public ActivitySettings {
        kafka = Map.copyOf(kafka);
    }

    String eventsTopic() {
        return topicPrefix + "events";
    }

    String activityTopic() {
        return topicPrefix + "events.activity";
    }

    /**
     * With the prefix: two systems on one Kafka are two applications. Two underscores part it from the group; they are in
     * neither, as each of theirs is followed by its code. Begins the internal topics' names.
     */
    String applicationId() {
        String group = inTopicNames(groupId) + "-activity";
        return topicPrefix.isEmpty() ? group : inTopicNames(topicPrefix) + "__" + group;
    }

    /** Letters, digits, dots and hyphens as they are; each byte of everything else as an underscore and two digits. */
    private static String inTopicNames(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("_", "%5F")
                .replace("*", "%2A")
                .replace("+", "%20")
                .replace('%', '_');
    }

    /**
     * Where below the state directory the workers of this application keep what they know, each in a slot of its own. State
     * goes with the topics it was made from: on another Kafka, or one that was emptied, it would be wrong and unnoticed. An
     * id tells them apart, also where two clusters were given the same one.
     */
    Path placeOf(Uuid activityTopicId) {
        return Path.of(applicationId(), activityTopicId.toString());
    }

    Properties adminProperties() {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put("client.id", applicationId() + "-admin");
        return properties;
    }

    /**
     * A commit is a transaction, and with it the rows become visible: once a second is soon enough for somebody who
     * watches. Between two commits a row is written once however many events it counts, or more often where more rows
     * change than the cache of 10 MiB holds.
     */
    Properties streamsProperties(StateSlot slot) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
        properties.put(StreamsConfig.CLIENT_ID_CONFIG, "annals-activity-" + slot.number());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, slot.directory().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedMemory.class);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        properties.put(
                StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
                Duration.ofHours(1).toMillis()); // default a day, of every id
        // internal records carry the events' times; by default Kafka refuses those of more than an hour ahead
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
                Long.toString(Intake.MAX_AHEAD.multipliedBy(2).toMillis()));
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), BUFFERED_RECORDS);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_MAX_BYTES);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
        // a static member that comes back goes on at once; the group need not wait until it is sure that it was gone
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                slot.identity().toString());
        return properties;
    }
}
