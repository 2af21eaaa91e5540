package dev.annals.query.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server, of which one route makes answers that fit into no socket's buffers. */
class DispatchTest {

    private static final byte[] LARGE = new byte[64 * 1024 * 1024];

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        ConcurrencyLimit one = new ConcurrencyLimit(1);
        Routes routes = new Routes()
                .add("/large", "", one.around(call -> Answer.of(200, "text/plain", LARGE, Map.of())))
                .add("/small", "", one.around(call -> HealthRoutes.up()));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Dispatch(routes, new RequestMetrics(new SimpleMeterRegistry())));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void place_isTaken_untilASlowReaderHasItsAnswer() throws Exception {
        // Given
        try (Socket reader = connect()) {
            ask(reader, "/large");
            assertThat(reader.getInputStream().read()).isEqualTo('H');

            // When
            String meanwhile = statusLine("/small");
            reader.getInputStream().readNBytes(LARGE.length);

            // Then
            assertThat(meanwhile).startsWith("HTTP/1.1 503 ");
            reader.getInputStream().readAllBytes();
            Eventually.succeeds(() -> assertThat(statusLine("/small")).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void place_isFreeAgain_whenAReaderGoesAway() throws Exception {
        // Given
        String meanwhile;
        try (Socket reader = connect()) {
            ask(reader, "/large");
            assertThat(reader.getInputStream().read()).isEqualTo('H');
            meanwhile = statusLine("/small");

            // When: it closes
        }

        // Then
        assertThat(meanwhile).startsWith("HTTP/1.1 503 ");
        Eventually.succeeds(() -> assertThat(statusLine("/small")).startsWith("HTTP/1.1 200 "));
    }

    private String statusLine(String path) throws IOException {
        try (Socket socket = connect()) {
            ask(socket, path);
            return new String(socket.getInputStream().readAllBytes(), US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    }

    private static void ask(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(US_ASCII));
    }
}
