package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Eventually;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who published an event reads it as soon as it is stored: {@code ?wait=}. */
class ArrivalIT {

    private static final int MAX_WAITS = 1000;

    private static EventsTable table;
    private static Api api;

    @BeforeAll
    static void start() {
        table = EventsTable.create()
                .partition(Generated.START.minus(Duration.ofDays(420)), Generated.START.minus(Duration.ofDays(7)))
                .weeks(Generated.START.minus(Duration.ofDays(7)), 3);
        api = Api.start(table.url(), "ANNALS_API_MAX_CONCURRENT_REQUESTS", "2", "ANNALS_API_DATABASE_CONNECTIONS", "2");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void events_areAnsweredOnceTheyAreStored_andNobodyElseWaits() throws Exception {
        // Given: many more than there are threads, searches or connections
        List<Event> events = new Generated(System.nanoTime()).events(200);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (Event event : events) {
            answers.add(api.getLater("/v1/events/" + event.id() + "?wait=30s"));
        }
        Eventually.succeeds(() -> assertThat(api.waiting()).isEqualTo(200));

        // When
        for (int i = 0; i < 20; i++) {
            assertThat(api.get("/v1/events?limit=1").statusCode()).isEqualTo(200);
        }
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        table.insert(events);

        // Then
        for (int i = 0; i < events.size(); i++) {
            HttpResponse<String> answer = answers.get(i).get();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Api.JSON.readTree(answer.body()).get("id").asText())
                    .isEqualTo(events.get(i).id().toString());
        }
        assertThat(api.waiting()).isZero();
        assertThat(api.get("/metrics").body())
                .contains("annals_api_requests_seconds_count{route=\"/v1/events/{id}?wait\",status=\"200\"}");
    }

    @Test
    void event_thatIsThere_isAnsweredAtOnce() throws Exception {
        // Given
        Event event = new Generated(System.nanoTime()).event();
        table.insert(List.of(event));
        long start = System.nanoTime();

        // When
        HttpResponse<String> get = api.get("/v1/events/" + event.id() + "?wait=30s");
        HttpResponse<String> head = api.send("HEAD", "/v1/events/" + event.id() + "?wait=30s");

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(get.body()).isEqualTo(api.get("/v1/events/" + event.id()).body());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
        assertThat(head.body()).isEmpty();
    }

    @Test
    void event_thatNeverComes_isNotFound_whenTheTimeIsOver() throws Exception {
        // Given
        UUID id = EventIds.system().next();
        long start = System.nanoTime();

        // When
        HttpResponse<String> answer = api.get("/v1/events/" + id + "?wait=300ms");

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Api.JSON.readTree(answer.body()).get("detail").asText())
                .isEqualTo("no event has the id " + id + ", after waiting for 300ms");
    }

    @Test
    void waits_areLimited_andFreeAgainWhenClientsGoAway() throws Exception {
        // Given
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_WAITS; i++) {
                clients.add(wait30Seconds());
            }
            Eventually.succeeds(() -> assertThat(api.waiting()).isEqualTo(MAX_WAITS));

            // When
            HttpResponse<String> excess =
                    api.get("/v1/events/" + EventIds.system().next() + "?wait=1ms");

            // Then
            assertThat(excess.statusCode()).isEqualTo(503);
            assertThat(excess.headers().firstValue("Retry-After")).contains("1");
            assertThat(excess.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(api.get("/v1/events").statusCode()).isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
        Eventually.succeeds(
                Duration.ofSeconds(10), () -> assertThat(api.waiting()).isZero());
        assertThat(api.get("/v1/events/" + EventIds.system().next() + "?wait=1ms")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void lookUp_thatIsStuck_isToldAsAnOutage() throws Exception {
        // Given
        try (Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");
            long start = System.nanoTime();

            // When
            HttpResponse<String> answer =
                    api.get("/v1/events/" + EventIds.system().next() + "?wait=30s");
            locker.rollback();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void close_answersWhoWaits() throws Exception {
        // Given
        CompletableFuture<HttpResponse<String>> answer;
        try (Api closing = Api.start(table.url())) {
            answer = closing.getLater("/v1/events/" + EventIds.system().next() + "?wait=30s");
            Eventually.succeeds(() -> assertThat(closing.waiting()).isEqualTo(1));

            // When: it closes
        }

        // Then
        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(Api.JSON.readTree(answer.get().body()).get("type").asText())
                .isEqualTo("urn:annals:problem:stopping");
    }

    private static Socket wait30Seconds() throws Exception {
        Socket client = api.connect();
        String request = "GET /v1/events/" + EventIds.system().next() + "?wait=30s HTTP/1.1\r\nHost: localhost\r\n\r\n";
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return client;
    }
}
