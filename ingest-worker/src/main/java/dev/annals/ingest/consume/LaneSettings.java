package dev.annals.ingest.consume;

import dev.annals.ingest.store.Retention;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * What a lane reads and in what portions.
 *
 * @param kafka client properties that every client of this worker gets: addresses, security
 * @param batchMaxEvents reading pauses when this many records wait for the writer; a batch can be one poll larger
 * @param batchMaxBytes the same in bytes, of the records and of the rows made of them
 * @param retention an event that is older is not stored
 */
public record LaneSettings(
        Map<String, String> kafka,
        String topic,
        String groupId,
        GroupProtocol groupProtocol,
        int batchMaxEvents,
        long batchMaxBytes,
        Retention retention) {

    /**
     * All that one poll returns is in memory, and what a fetch may bring is counted as it was compressed: 2,500 events of
     * 60 KB that compress well come at once, and 256 MB of heap are too few for the polls of two lanes. This many records of a
     * megabyte, the largest a producer makes unless it is told otherwise, are few enough.
     */
    private static final int MAX_POLL_RECORDS = 32;

    private static final int SESSION_TIMEOUT_MS = 10_000; // a killed worker's partitions move on after this
    private static final int HEARTBEAT_MS =
            500; // a lane hears this late that others join: six starting ones, six times

    public LaneSettings {
        kafka = Map.copyOf(kafka);
    }

    /** For the admin client of a lane. */
    Properties adminProperties(int lane) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put("client.id", clientId(lane) + "-admin");
        return properties;
    }

    Properties consumerProperties(int lane) {
        Properties properties = new Properties();
        properties.putAll(kafka);
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(lane));
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // the database knows where to begin
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, groupProtocol.toString());
        if (groupProtocol == GroupProtocol.CLASSIC) { // of the other one these are the broker's
            properties.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
            properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        }
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(MAX_POLL_RECORDS, batchMaxEvents));
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, (int) Math.min(batchMaxBytes, Integer.MAX_VALUE));
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000); // notices new partitions in this time
        return properties;
    }

    /** The same after each start, so that quotas and dashboards know it again. */
    private String clientId(int lane) {
        return groupId + "-lane-" + lane;
    }
}
