package dev.annals.producer;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the Kafka client: ours, and what the host may and may not override. Only names are used here: asking
 * about overrides must not load the Kafka client.
 */
final class KafkaSettings {

    private static final int MAX_IN_FLIGHT = 5;
    private static final long MIN_BUFFER_BYTES = 64L * 1024 * 1024;

    /** What the guarantees rest on, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "use bootstrapServers"),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "use deliveryTimeout"),
            Map.entry(ProducerConfig.ACKS_CONFIG, "an event acknowledged by fewer than all replicas can be lost"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "without it the order per key is lost"),
            Map.entry(ProducerConfig.RETRIES_CONFIG, "giving up early loses the order per key"),
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "the publisher begins no transactions"),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "the sender's reaction to faults is timed by it"),
            Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "keys are bytes already"),
            Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "values are bytes already"),
            Map.entry(ProducerConfig.PARTITIONER_CLASS_CONFIG, "the order per key rests on the key's hash"),
            Map.entry(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, "the order per key rests on the key's hash"));

    private KafkaSettings() {}

    /** @throws IllegalArgumentException if a guarantee rests on what would be overridden */
    static void requireHarmless(Map<String, String> overrides) {
        overrides.forEach((key, value) -> {
            String why = REFUSED.get(key);
            if (why != null) {
                throw new IllegalArgumentException("kafka setting " + key + " cannot be overridden: " + why);
            }
        });
        requireFewInFlight(overrides.get(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION));
    }

    private static void requireFewInFlight(@Nullable String requests) {
        if (requests != null && !requests.matches("[1-" + MAX_IN_FLIGHT + "]")) {
            throw new IllegalArgumentException(
                    "kafka setting " + ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION + " must be 1 to "
                            + MAX_IN_FLIGHT + ", not '" + requests + "': beyond that the order per key is lost");
        }
    }

    /** All settings of a client. */
    static Map<String, Object> of(PublisherConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes(config));
        // with more, a partition that is just being made can take the second batch before the first, which then is
        // refused as out of order for as long as the client lives
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
        // so one request carries all that came during a round trip; with Kafka's 16 KiB a publisher that had fallen
        // behind caught up by the pace of a slow broker's answers, 400 events of 1 KB a second where it now is 5,000
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        // after an outage: found again within a second, and no send blocked while the brokers are away; at another
        // address they are found by the next client, with which the sender replaces one that takes nothing
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        // TCP repeats what nobody acknowledges ever more rarely, after 13 s only every 13 s: on a link that swallowed
        // everything, a connection made anew is heard sooner than the old one, and one that is tried often soonest
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, "3000");
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, "3000");
        settings.putAll(config.kafka());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "120000");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1000");
        return settings;
    }

    /** Twice what can be in flight, and a batch for each of 500 partitions: one that is begun holds all of its memory. */
    private static String bufferBytes(PublisherConfig config) {
        return String.valueOf(Math.max(MIN_BUFFER_BYTES, config.queueMaxBytes()));
    }
}
