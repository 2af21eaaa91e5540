package dev.annals.query;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Generated;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** However many clients there are, and however slow they are, whoever asks whether the API lives is told within a second. */
class ManyClientsIT {

    /** Each takes two file descriptors of this process. */
    private static final int IDLE = Integer.getInteger("annals.idle", 1_500);

    private static final int BURST = 500;
    private static final int SLOW = 300;
    private static final int SEARCHES = 32;
    private static final int OVERLOAD = 10 * SEARCHES;
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static EventsTable table;
    private static Api api;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        table = EventsTable.create().weeks(Generated.START.minus(Duration.ofDays(7)), 3);
        api = Api.start(table.url(), "ANNALS_API_MAX_CONCURRENT_REQUESTS", Integer.toString(SEARCHES));
        for (String path : List.of("/health/live", "/health/ready", "/v1/events")) {
            api.raw("GET " + path + " HTTP/1.1"); // the first time, classes are loaded
        }
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void idleConnections_blockNobody() throws Exception {
        // Given: half of them in the middle of a request
        connect(IDLE);
        for (Socket socket : sockets.subList(0, IDLE / 2)) {
            send(socket, "GET /v1/events HTTP/1.1\r\nHost: lo");
        }

        // When, Then
        for (int i = 0; i < 3; i++) {
            assertAnsweredAtOnce("/health/live");
            assertAnsweredAtOnce("/health/ready");
            assertAnsweredAtOnce("/v1/events");
        }
    }

    @RepeatedTest(5) // of one burst a queue that is too short can happen to be emptied in time
    void burst_isAcceptedAtOnce() throws IOException {
        try (Selector selector = Selector.open()) {
            // Given
            int connected = 0;
            long start = System.nanoTime();

            // When
            for (int i = 0; i < BURST; i++) {
                SocketChannel channel = SocketChannel.open();
                sockets.add(channel.socket());
                channel.configureBlocking(false);
                if (channel.connect(api.address())) {
                    connected++;
                } else {
                    channel.register(selector, SelectionKey.OP_CONNECT);
                }
            }

            // Then
            while (connected < BURST) {
                long left = AT_ONCE.minusNanos(System.nanoTime() - start).toMillis();
                assertThat(left)
                        .as("ms left after %d connections; net.core.somaxconn must be %d or more", connected, BURST)
                        .isPositive();
                selector.select(left);
                for (SelectionKey key : selector.selectedKeys()) {
                    assertThat(((SocketChannel) key.channel()).finishConnect()).isTrue();
                    key.cancel();
                    connected++;
                }
                selector.selectedKeys().clear();
            }
        }
    }

    @Test
    void slowHeaders_blockNobody() throws Exception {
        // Given: clients that send a byte of their request a second
        connect(SLOW);
        for (Socket socket : sockets) {
            send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ");
        }
        Semaphore rounds = new Semaphore(0);
        ScheduledExecutorService slowly = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = slowly.scheduleAtFixedRate(() -> sendByteToAll(rounds), 0, 1, TimeUnit.SECONDS);

            for (int round = 0; round < 3; round++) {
                // When
                assertThat(rounds.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

                // Then
                assertAnsweredAtOnce("/health/live");
                assertAnsweredAtOnce("/v1/events");
            }
        } finally {
            slowly.shutdownNow();
        }
        assertThat(slowly.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        for (Socket socket : sockets) { // slow, and answered in the end
            send(socket, "\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void tenTimesTheLimit_isRefused_andHealthIsTold() throws Exception {
        // Given: searches wait for a lock
        try (Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");

            // When
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, OVERLOAD)
                    .mapToObj(i -> api.getLater("/v1/events"))
                    .toList();

            // Then
            while (answers.stream().filter(CompletableFuture::isDone).count() < OVERLOAD - SEARCHES) {
                assertAnsweredAtOnce("/health/live");
            }
            assertAnsweredAtOnce("/health/live");
            assertAnsweredAtOnce("/health/ready");
            locker.rollback();
            int answered = 0;
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                answered += answer.get().statusCode() == 200 ? 1 : 0;
                assertThat(answer.get().statusCode()).isIn(200, 503);
                assertThat(answer.get().headers().firstValue("Retry-After").isPresent())
                        .isEqualTo(answer.get().statusCode() == 503);
            }
            assertThat(answered).isBetween(1, SEARCHES);
        }
        Eventually.succeeds(() -> assertThat(api.get("/v1/events").statusCode()).isEqualTo(200));
    }

    private void connect(int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            sockets.add(api.connect());
        }
    }

    private void sendByteToAll(Semaphore rounds) {
        try {
            for (Socket socket : sockets) {
                send(socket, "x");
            }
            rounds.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // ends the schedule
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** On a connection of its own, as a load balancer asks. */
    private static void assertAnsweredAtOnce(String path) throws IOException {
        long start = System.nanoTime();
        assertThat(api.raw("GET " + path + " HTTP/1.1")).startsWith("HTTP/1.1 200 ");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(path).isLessThan(AT_ONCE);
    }
}
