package dev.annals.producer;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link EventPublisherBuilder} was told, checked; see there for the meanings. */
record PublisherConfig(
        String bootstrapServers,
        String source,
        String topicPrefix,
        int queueMaxEvents,
        long queueMaxBytes,
        OverflowPolicy overflow,
        Duration deliveryTimeout,
        Duration closeTimeout,
        Map<String, String> kafka) {

    private static final String TOPIC = "events";
    private static final Pattern SERVER =
            Pattern.compile("\\s*(\\w+://)?(\\[[\\p{XDigit}:.%]+]|[^\\s:/\\[\\]]+):(?<port>\\d{1,5})\\s*");
    private static final int MAX_PORT = 65_535;
    private static final Pattern TOPIC_PREFIX = Pattern.compile("[a-zA-Z0-9._-]*");
    private static final int MAX_TOPIC = 249;

    PublisherConfig {
        requireServers(bootstrapServers);
        requireSource(source);
        requireTopicPrefix(topicPrefix);
        if (queueMaxEvents < 1) {
            throw new IllegalArgumentException("queueMaxEvents must be at least 1, not " + queueMaxEvents);
        }
        if (queueMaxBytes < 1) {
            throw new IllegalArgumentException("queueMaxBytes must be at least 1, not " + queueMaxBytes);
        }
        if (deliveryTimeout.isNegative() || deliveryTimeout.isZero()) {
            throw new IllegalArgumentException("deliveryTimeout must be more than zero, not " + deliveryTimeout);
        }
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("closeTimeout must not be negative, it is " + closeTimeout);
        }
        kafka = Map.copyOf(kafka);
        KafkaSettings.requireHarmless(kafka);
    }

    String topic() {
        return topicPrefix + TOPIC;
    }

    Label label() {
        return new Label(bootstrapServers, topic());
    }

    PublisherConfig withRoomForOne() {
        return new PublisherConfig(
                bootstrapServers,
                source,
                topicPrefix,
                1,
                queueMaxBytes,
                OverflowPolicy.REJECT_NEWEST,
                deliveryTimeout,
                closeTimeout,
                kafka);
    }

    /** Without the Kafka settings: they may hold passwords. */
    @Override
    public String toString() {
        return label().of("publisher");
    }

    private static void requireServers(String servers) {
        for (String server : servers.split(",", -1)) {
            if (!isServer(server)) {
                throw new IllegalArgumentException(
                        "bootstrapServers must be host:port, or several with commas between; '" + server + "' in '"
                                + servers + "' is not");
            }
        }
    }

    private static boolean isServer(String server) {
        Matcher parts = SERVER.matcher(server);
        if (!parts.matches()) {
            return false;
        }
        int port = Integer.parseInt(parts.group("port"));
        return port >= 1 && port <= MAX_PORT;
    }

    /** CloudEvents wants a URI reference; a reader's SDK may refuse the event otherwise. */
    private static void requireSource(String source) {
        if (source.isBlank()) {
            throw new IllegalArgumentException("source must not be blank: give the name of the service that publishes");
        }
        try {
            new URI(source);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "source must be a URI reference such as billing or /shop/billing, not '" + source + "': "
                            + e.getReason(),
                    e);
        }
    }

    private static void requireTopicPrefix(String prefix) {
        if (!TOPIC_PREFIX.matcher(prefix).matches() || prefix.length() + TOPIC.length() > MAX_TOPIC) {
            throw new IllegalArgumentException("topicPrefix may hold letters, digits, '.', '_' and '-', at most "
                    + (MAX_TOPIC - TOPIC.length()) + " of them, not '" + prefix + "'");
        }
    }
}
