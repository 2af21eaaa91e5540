package dev.annals.producer;

import static dev.annals.producer.TestPublishers.movie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asked for TLS or a password gets that or nothing: an event never goes out in the clear instead. */
class SecurityIT {

    @Test
    void tls_isNeverReplacedByPlainText_whenTheBrokerHasNone() throws Exception {
        // Given
        try (Eavesdropper broker = new Eavesdropper();
                EventPublisher publisher = publisher(broker.address(), Map.of("security.protocol", "SSL"))) {

            // When
            publisher.publish(movie("confidential"));

            // Then
            Eventually.succeeds(() -> assertThat(broker.connections())
                    .hasSizeGreaterThanOrEqualTo(3)
                    .anyMatch(Eavesdropper::isTls));
            assertThat(broker.connections()).allMatch(heard -> heard.isEmpty() || Eavesdropper.isTls(heard));
            assertThat(publisher.metrics().queued()).isEqualTo(1);
        }
    }

    @Test
    void password_isNeverLeftOut_whenItIsWrong(@TempDir Path directory) throws Exception {
        // Given
        List<Integer> ports = FreePorts.choose(3);
        try (RequestRecorder recorder = new RequestRecorder(ports.get(2));
                EmbeddedKafka kafka = new EmbeddedKafka(
                        directory, ports.get(0), ports.get(1), withPassword(ports, recorder.address()))) {
            kafka.start();
            TestTopic topic = TestTopic.create(kafka.bootstrapServers(), Map.of());
            try (EventPublisher wrong = publisher(topic, recorder.address(), "guessed");
                    EventPublisher right = publisher(topic, recorder.address(), "known")) {

                // When
                wrong.publish(movie("m-1"));
                right.publish(movie("m-2"));
                boolean delivered = right.flush(Duration.ofSeconds(30));
                Eventually.succeeds(() -> assertThat(recorder.connections())
                        .filteredOn(connection -> connection.hasSaid("guessed"))
                        .hasSizeGreaterThanOrEqualTo(3));

                // Then
                assertThat(delivered).isTrue();
                assertThat(recorder.connections())
                        .filteredOn(RequestRecorder.Connection::hasProduced)
                        .isNotEmpty()
                        .allMatch(connection -> connection.hasSaid("known"));
                assertThat(topic.read()).hasSize(1);
                assertThat(wrong.metrics().queued()).isEqualTo(1);
            }
        }
    }

    @Test
    void close_returnsInTime_whenThePasswordIsAskedFor_andNobodyAnswers() throws Exception {
        // Given
        Duration limit = Duration.ofMillis(200);
        try (Eavesdropper broker = new Eavesdropper()) {
            EventPublisher publisher = publisher(broker.address(), sasl("known"));
            publisher.publish(movie("confidential"));
            Eventually.succeeds(() -> assertThat(broker.connections()).isNotEmpty());
            long start = System.nanoTime();

            // When
            publisher.close(limit);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plusSeconds(1));
            assertThat(publisher.metrics())
                    .isEqualTo(new Counts()
                            .offered(1)
                            .rejected(EventRejectedException.Reason.CLOSED, 1)
                            .metrics());
        }
    }

    private static Map<String, String> withPassword(List<Integer> ports, String advertised) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",CONTROLLER://127.0.0.1:" + ports.get(1)
                        + ",SECURE://127.0.0.1:" + ports.get(2));
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",SECURE://" + advertised);
        settings.put(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_PLAINTEXT");
        settings.put("listener.name.secure.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.secure.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_ada=\"known\";");
        return settings;
    }

    private static Map<String, String> sasl(String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ada\" password=\""
                        + password + "\";");
    }

    private static EventPublisher publisher(TestTopic topic, String servers, String password) {
        return topic.publisher()
                .bootstrapServers(servers)
                .kafka(sasl(password))
                .closeTimeout(Duration.ZERO)
                .build();
    }

    private static EventPublisher publisher(String servers, Map<String, String> settings) {
        return EventPublisher.builder()
                .bootstrapServers(servers)
                .source("test")
                .kafka(settings)
                .closeTimeout(Duration.ZERO)
                .build();
    }
}
