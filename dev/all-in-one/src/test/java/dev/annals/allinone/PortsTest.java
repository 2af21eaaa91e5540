package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void apiNow_isTheChosenOne_whileItIsFree() throws IOException {
        // Given
        Ports ports = Ports.free();

        // Then
        assertThat(ports.apiNow()).isEqualTo(ports.api());
        assertThat(ports.workerNow()).isEqualTo(ports.worker());
    }

    @Test
    void apiNow_isAnother_whenSomebodyTookItMeanwhile() throws IOException {
        // Given
        Ports ports = Ports.free();

        // When
        try (ServerSocket taken = listen(ports.api());
                ServerSocket alsoTaken = listen(ports.worker())) {
            // Then
            assertThat(ports.apiNow()).isNotEqualTo(taken.getLocalPort());
            assertThat(ports.workerNow()).isNotEqualTo(alsoTaken.getLocalPort());
        }
    }

    @Test
    void apiNow_isTheOneAskedFor_alsoWhenItIsTaken() throws IOException {
        // Given
        Ports free = Ports.free();
        Ports ports = free.withApi(free.kafka());

        // When
        try (ServerSocket taken = listen(free.kafka())) {
            // Then
            assertThat(ports.apiNow()).isEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void moved_tellsEachUsualPortThatWasTaken_butNotOneThatWasAskedFor() {
        // Given
        Ports ports = new Ports(40_001, 40_002, 5432, 40_003, 8081, false);

        // Then
        assertThat(ports.moved())
                .containsExactly(
                        "port 9092 is taken; Kafka gets 40001 instead",
                        "port 8080 is taken; the API gets 40003 instead");
        assertThat(ports.withApi(40_004).moved()).containsExactly("port 9092 is taken; Kafka gets 40001 instead");
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
