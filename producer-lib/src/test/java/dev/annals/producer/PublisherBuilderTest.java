package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublisherBuilderTest {

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers,other:9092",
        "acks,1",
        "enable.idempotence,false",
        "retries,3",
        "transactional.id,me",
        "max.block.ms,60000",
        "delivery.timeout.ms,5000",
        "key.serializer,x.Y",
        "value.serializer,x.Y",
        "partitioner.class,x.Y",
        "partitioner.ignore.keys,true",
        "max.in.flight.requests.per.connection,6",
        "max.in.flight.requests.per.connection,many"
    })
    void build_refusesAKafkaSettingThatAGuaranteeRestsOn(String key, String value) {
        // Given
        EventPublisherBuilder builder = TestPublishers.builder().kafka(Map.of(key, value));

        // When / Then
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    void build_acceptsOtherKafkaSettings_andTheyWin() {
        // Given
        Map<String, String> settings =
                Map.of("linger.ms", "50", "max.in.flight.requests.per.connection", "3", "security.protocol", "SSL");

        // When
        Map<String, Object> all = KafkaSettings.of(configWith(settings));

        // Then
        assertThat(all).containsAllEntriesOf(settings).containsEntry("acks", "all");
    }

    @Test
    void settings_areTheOnesTheGuaranteesNeed() {
        // When
        Map<String, Object> settings = KafkaSettings.of(configWith(Map.of()));

        // Then
        assertThat(settings)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("bootstrap.servers", "localhost:9092"),
                        Map.entry("acks", "all"),
                        Map.entry("enable.idempotence", "true"),
                        Map.entry("compression.type", "lz4"),
                        Map.entry("linger.ms", "5"),
                        Map.entry("max.in.flight.requests.per.connection", "1"),
                        Map.entry("batch.size", "131072"),
                        Map.entry("buffer.memory", "67108864"),
                        Map.entry("delivery.timeout.ms", "120000"),
                        Map.entry("max.block.ms", "1000"),
                        Map.entry("reconnect.backoff.max.ms", "1000"),
                        Map.entry("request.timeout.ms", "10000"),
                        Map.entry("socket.connection.setup.timeout.ms", "3000"),
                        Map.entry("socket.connection.setup.timeout.max.ms", "3000"),
                        Map.entry("metadata.recovery.strategy", "none")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "localhost:", ":9092", "localhost:0", "localhost:65536", "a:1,,b:2", "a b:1"})
    void build_refusesServersThatAreNone(String servers) {
        // Given
        EventPublisherBuilder builder = TestPublishers.builder().bootstrapServers(servers);

        // When / Then
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bootstrapServers")
                .hasMessageContaining("'" + servers + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:9092", "a.example:1,b-2.example:65535", "a:1, b:2", "[::1]:9092", "SSL://a:9093"})
    void config_acceptsServers(String servers) {
        // When
        PublisherConfig config = new PublisherConfig(
                servers,
                "billing",
                "test-",
                1,
                1,
                OverflowPolicy.REJECT_OLDEST,
                Duration.ofNanos(1),
                Duration.ZERO,
                Map.of());

        // Then
        assertThat(config).hasToString("annals-publisher{" + servers + ", test-events}");
    }

    @Test
    void build_namesWhatIsMissing() {
        // When / Then
        assertThatThrownBy(() -> EventPublisher.builder().source("billing").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bootstrapServers is missing");
        assertThatThrownBy(() -> EventPublisher.builder()
                        .bootstrapServers("localhost:9092")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source is missing");
    }

    @Test
    void build_namesWhatIsWrong() {
        assertRefused(TestPublishers.builder().source(" "), "source");
        assertRefused(TestPublishers.builder().source("my service"), "'my service'");
        assertRefused(TestPublishers.builder().topicPrefix("a/b"), "'a/b'");
        assertRefused(TestPublishers.builder().topicPrefix("a".repeat(244)), "topicPrefix");
        assertRefused(TestPublishers.builder().queueMaxEvents(0), "queueMaxEvents must be at least 1, not 0");
        assertRefused(TestPublishers.builder().queueMaxBytes(-1), "queueMaxBytes must be at least 1, not -1");
        assertRefused(TestPublishers.builder().deliveryTimeout(Duration.ZERO), "deliveryTimeout");
        assertRefused(TestPublishers.builder().closeTimeout(Duration.ofMillis(-1)), "PT-0.001S");
    }

    private static void assertRefused(EventPublisherBuilder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static PublisherConfig configWith(Map<String, String> kafka) {
        return new PublisherConfig(
                "localhost:9092",
                "billing",
                "",
                10_000,
                16 * 1024 * 1024,
                OverflowPolicy.REJECT_NEWEST,
                Duration.ofMinutes(2),
                Duration.ofSeconds(10),
                kafka);
    }
}
