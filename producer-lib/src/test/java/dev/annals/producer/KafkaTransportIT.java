package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.producer.TransportException.Kind;
import dev.annals.testkit.Backends;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaTransportIT extends TransportContract {

    @Override
    Transport open() throws Exception {
        TestTopic topic = TestTopic.create(Backends.shared().bootstrapServers(), Map.of());
        return KafkaTransport.open(topic.name(), settings(topic.bootstrapServers()));
    }

    @Test
    void open_saysWhy_whenAHostCannotBeResolved() {
        // When / Then
        assertThatThrownBy(() -> KafkaTransport.open("events", settings("no-such-host.invalid:9092")))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
                .hasMessageContaining("No resolvable bootstrap urls");
    }

    @Test
    void send_saysNotNow_whenTheTopicIsMissing() throws Exception {
        // Given
        Transport transport =
                KafkaTransport.open("missing", settings(Backends.shared().bootstrapServers()));

        // When / Then
        assertThatThrownBy(() -> transport.send(TestPublishers.encodedMovie("m-1"), new Unexpected()))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_NOW));
        transport.close();
    }

    private static Map<String, Object> settings(String servers) {
        return KafkaSettings.of(
                TestPublishers.builder().bootstrapServers(servers).config());
    }

    private static final class Unexpected implements Transport.Delivery {
        @Override
        public void acknowledged(int partition, long offset) {
            throw new AssertionError("acknowledged");
        }

        @Override
        public void failed(TransportException failure) {
            throw new AssertionError(failure);
        }
    }
}
