package dev.annals.query.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server, of which one route makes answers that fit into no socket's buffers, and one waits to be told. */
class DispatchTest {

    private static final byte[] LARGE = new byte[64 * 1024 * 1024];
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(1);
    private static final String NEXT = "GET /small HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BlockingQueue<Call> waiting = new LinkedBlockingQueue<>();
    private final BlockingQueue<CompletableFuture<Answer>> answers = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws Exception {
        ConcurrencyLimit one = new ConcurrencyLimit(1);
        Routes routes = new Routes()
                .add("/large", "", one.around(call -> Answer.of(200, "text/plain", LARGE, Map.of())))
                .add("/small", "", one.around(call -> HealthRoutes.up()))
                .addWaiting("/waiting", "", one.aroundWaiting(this::await));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Dispatch(routes, new RequestMetrics(metrics)));
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

    @Test
    void waitingRequest_isAnswered_andTheConnectionGoesOn() throws Exception {
        // Given
        try (Socket client = connect()) {
            send(client, "GET /waiting HTTP/1.1\r\nHost: localhost\r\n\r\n");

            // When
            answers.take().complete(HealthRoutes.up());
            readThrough(client, "}\n");
            send(client, NEXT);

            // Then
            assertThat(readAll(client)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void waitingRequest_isAnswered_afterTheIdleTimeout() throws Exception {
        // Given
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        try (Socket client = connect()) {
            ask(client, "/waiting");
            CompletableFuture<Answer> answer = answers.take();

            // When
            answer.completeOnTimeout(
                    HealthRoutes.up(), IDLE_TIMEOUT.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS);

            // Then
            assertThat(readAll(client)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void waitingRequest_thatFails_isAProblem_andItsPlaceIsFreeAgain() throws Exception {
        // Given
        try (Socket client = connect()) {
            ask(client, "/waiting");

            // When
            answers.take().completeExceptionally(new IllegalStateException("broken"));

            // Then
            assertThat(readAll(client)).startsWith("HTTP/1.1 500 ");
        }
        assertThat(statusLine("/small")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void place_isTaken_whileARequestWaits() throws Exception {
        // Given
        try (Socket client = connect()) {
            ask(client, "/waiting");
            CompletableFuture<Answer> answer = answers.take();

            // When
            String meanwhile = statusLine("/small");
            answer.complete(HealthRoutes.up());

            // Then
            assertThat(meanwhile).startsWith("HTTP/1.1 503 ");
            readAll(client);
            Eventually.succeeds(() -> assertThat(statusLine("/small")).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void clientThatGoesAway_endsItsWait() throws Exception {
        // Given
        try (Socket client = connect()) {
            ask(client, "/waiting");
            Call call = waiting.take();
            assertThat(call.gone().toCompletableFuture()).isNotDone();

            // When
            client.close();

            // Then
            call.gone().toCompletableFuture().get(30, TimeUnit.SECONDS);
            Eventually.succeeds(() -> assertThat(statusLine("/small")).startsWith("HTTP/1.1 200 "));
            Eventually.succeeds(() -> assertThat(timed("/waiting?wait", 499)).isEqualTo(1));
        }
    }

    @Test
    void requestsSentTogether_areAnsweredInOrder() throws Exception {
        // Given
        try (Socket client = connect()) {
            send(client, "GET /waiting HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT);

            // When
            answers.take().complete(HealthRoutes.up());

            // Then
            assertThat(readAll(client).split("HTTP/1.1 200 ", -1)).hasSize(3);
        }
    }

    @Test
    void connection_endsAfterTheAnswer_whenTheNextRequestDidNotWaitForIt() throws Exception {
        // Given
        try (Socket client = connect()) {
            send(client, "GET /waiting HTTP/1.1\r\nHost: localhost\r\n\r\n");
            CompletableFuture<Answer> answer = answers.take();

            // When: in time or not, the answer is whole
            send(client, NEXT);
            answer.complete(HealthRoutes.up());
            String all = readAll(client);

            // Then
            assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("}\n");
        }
    }

    private CompletableFuture<Answer> await(Call call) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        CompletableFuture<Void> unused = call.gone().toCompletableFuture().thenRun(() -> answer.cancel(false));
        waiting.add(call);
        answers.add(answer);
        return answer;
    }

    private long timed(String route, int status) {
        Timer timer = metrics.find("annals.api.requests")
                .tags("route", route, "status", Integer.toString(status))
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private static void readThrough(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            read.append((char) socket.getInputStream().read());
        }
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private String statusLine(String path) throws IOException {
        try (Socket socket = connect()) {
            ask(socket, path);
            return readAll(socket).lines().findFirst().orElse("");
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    }

    private static void ask(Socket socket, String path) throws IOException {
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }
}
