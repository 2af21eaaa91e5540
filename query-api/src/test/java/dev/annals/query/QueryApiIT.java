package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.EventJson;
import dev.annals.event.Generated;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as its users meet it: over HTTP, on a real PostgreSQL. */
class QueryApiIT {

    private static EventsTable table;
    private static Api api;

    @BeforeAll
    static void start() {
        table = EventsTable.create()
                .partition(Generated.START.minus(Duration.ofDays(420)), Generated.START.minus(Duration.ofDays(7)))
                .weeks(Generated.START.minus(Duration.ofDays(7)), 3);
        api = Api.start(table.url());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void empty() {
        table.clear();
    }

    @Test
    void events_areTheSameJsonAsOnTheTopic() throws Exception {
        // Given
        long seed = System.nanoTime();
        List<Event> events = new Generated(seed).events(300);
        table.insert(events);

        for (Event event : events) {
            // When
            JsonNode answer = api.json("/v1/events/" + event.id());

            // Then
            JsonNode onTheTopic = Api.JSON.readTree(EventJson.encode(event));
            assertThat(fieldNames(answer)).as("seed %d", seed).isEqualTo(fieldNames(onTheTopic));
            assertThat(comparable(answer)).as("seed %d", seed).isEqualTo(comparable(onTheTopic));
        }
        assertThat(api.json("/v1/events?limit=500").get("events")).hasSize(300);
    }

    @Test
    void walk_endsWithAPageWithoutCursor() throws Exception {
        // Given
        table.insert(new Generated(1).events(30));

        // When
        List<String> ids = new ArrayList<>();
        JsonNode page = api.json("/v1/events?limit=10");
        page.get("events").forEach(event -> ids.add(event.get("id").asText()));
        int pages = 1;
        while (page.has("next_cursor")) {
            page = api.json(
                    "/v1/events?limit=10&cursor=" + page.get("next_cursor").asText());
            page.get("events").forEach(event -> ids.add(event.get("id").asText()));
            pages++;
        }

        // Then
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(30).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(api.json("/v1/events/count").get("count").asLong()).isEqualTo(30);
    }

    @Test
    void cursor_goesFromARouteToTheSameFilterAndBack_butToNoOther() throws Exception {
        // Given
        for (int i = 0; i < 5; i++) {
            table.insert(List.of(at(i, "m/1")));
        }

        // When
        String fromRoute = api.json("/v1/resources/movie/m%2F1/events?limit=2")
                .get("next_cursor")
                .asText();
        JsonNode second = api.json("/v1/events?resource_type=movie&resource_id=m/1&limit=2&cursor=" + fromRoute);
        JsonNode third = api.json("/v1/resources/movie/m%2F1/events?limit=2&cursor="
                + second.get("next_cursor").asText());
        HttpResponse<String> other = api.get("/v1/events?resource_type=movie&cursor=" + fromRoute);

        // Then
        assertThat(second.get("events")).hasSize(2);
        assertThat(third.get("events")).hasSize(1);
        assertThat(third.has("next_cursor")).isFalse();
        assertProblem(other, 400, "cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m-1", "a/b", "a%2Fb", "100%", "+", " x ", "..", ".", "a;b=c", "ünï-☃", "𝄞", "?#&=", "\\", "\"",
                "a\nb", "//"
            })
    void ids_areDecodedOnce_inPathsAndParameters(String id) throws Exception {
        // Given
        table.insert(List.of(at(0, id), at(1, "another")));
        String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");

        // When
        JsonNode ofResource = api.json("/v1/resources/movie/" + encoded + "/events");
        JsonNode ofActor = api.json("/v1/actors/user/" + encoded + "/events");
        JsonNode count = api.json("/v1/events/count?actor_type=user&actor_id=" + encoded);

        // Then
        assertThat(ofResource.get("events")).hasSize(1);
        assertThat(ofResource.get("events").get(0).get("resource_id").asText()).isEqualTo(id);
        assertThat(ofActor.get("events").get(0).get("actor_id").asText()).isEqualTo(id);
        assertThat(count.get("count").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/events?limit=0,400,limit",
        "/v1/events?limit=501,400,limit",
        "/v1/events?since=yesterday,400,since",
        "/v1/events?actor_id=1,400,actor_id",
        "/v1/events?colour=red,400,colour",
        "/v1/events?cursor=AAAA,400,cursor",
        "/v1/events/count?limit=1,400,limit",
        "/v1/events/count?cursor=AAAA,400,cursor",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?limit=1,400,limit",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?wait=5,400,wait",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?wait=31s,400,wait",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?wait=,400,wait",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?wait=1s&wait=1s,400,wait",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10?wait=1s&limit=1,400,limit",
        "/v1/events/1-1-1-1-1?wait=1s,400,id",
        "/v1/events?wait=1s,400,wait",
        "/v1/events/count?wait=1s,400,wait",
        "/v1/events/1-1-1-1-1,400,id",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a1g,400,id",
        "/v1/actors/robot/1/events,400,actor_type",
        "/v1/actors/user/%20/events,400,actor_id",
        "/v1/resources/Movie/1/events,400,resource_type",
        "/v1/resources/movie/%FF/events,400,resource_id",
        "/v1/resources/movie/1/events?resource_id=2,400,resource_id",
        "/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10,404,",
        "/v2/events,404,",
        "/favicon.ico,404,"
    })
    void badRequest_isAProblem_namingTheParameter(String pathAndQuery, int status, String parameter) throws Exception {
        // When
        HttpResponse<String> answer = api.get(pathAndQuery);

        // Then
        assertProblem(answer, status, parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyReading_isAllowed(String method) throws Exception {
        // When
        HttpResponse<String> answer = api.send(method, "/v1/events");

        // Then
        assertProblem(answer, 405, null);
        assertThat(answer.headers().allValues("Allow")).containsExactly("GET, HEAD");
    }

    @Test
    void head_hasTheHeadersOfGet_andNoBody() throws Exception {
        // Given
        table.insert(new Generated(1).events(3));

        // When
        HttpResponse<String> get = api.get("/v1/events");
        HttpResponse<String> head = api.send("HEAD", "/v1/events");

        // Then
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/events", "/v1/events/count", "/v2", "/health/ready"})
    void json_endsWithANewline(String path) throws Exception {
        // When
        HttpResponse<String> answer = api.get(path);

        // Then
        assertThat(answer.body()).endsWith("}\n");
        assertThat(answer.headers().firstValue("Content-Length"))
                .contains(Integer.toString(answer.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void headers_sayWhatIsNeededAndNoMore() throws Exception {
        // When
        HttpResponse<String> answer = api.get("/v1/events");

        // Then
        assertThat(answer.headers().map().keySet())
                .containsExactlyInAnyOrder("content-type", "content-length", "x-content-type-options");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void hostileRequests_areRefusedByName_neverWithAFaultOfOurs() throws Exception {
        // Given
        String megabyte = "A".repeat(1024 * 1024);

        // When, Then
        assertThat(api.raw("GET /v1/events?cursor=" + megabyte + " HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"parameter\":\"cursor\"");
        assertThat(api.raw("GET /v1/events?category=" + "%00".repeat(100_000) + " HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"parameter\":\"category\"");
        assertThat(api.raw("GET /v1/events?category=\u00ff\u00fe HTTP/1.1"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"parameter\":\"category\"");
        assertThat(api.raw("GET /v1/events?cursor=" + megabyte + megabyte + " HTTP/1.1"))
                .startsWith("HTTP/1.1 414 ")
                .contains("application/problem+json");
        assertThat(api.raw("GET /v1/events?limit=1 HTTP/1.1\r\nX: " + megabyte + megabyte))
                .startsWith("HTTP/1.1 431 ")
                .contains("application/problem+json");
        assertThat(api.raw("nonsense")).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    }

    @Test
    void injections_areLiterals() throws Exception {
        // Given
        table.insert(List.of(at(0, "innocent")));
        List<String> payloads = List.of(
                "' or '1'='1",
                "'; drop table events; --",
                "1) or 1=1 --",
                "\\'; select pg_sleep(10); --",
                "$1",
                "?",
                "%s",
                "{}",
                "}'::text[]");
        List<String> parameters = List.of(
                "category=",
                "type=",
                "exclude_type=",
                "severity=",
                "actor_type=",
                "resource_type=",
                "since=",
                "until=",
                "limit=",
                "cursor=",
                "actor_type=user&actor_id=",
                "resource_type=movie&resource_id=");

        for (String parameter : parameters) {
            for (String payload : payloads) {
                // When
                HttpResponse<String> answer =
                        api.get("/v1/events?" + parameter + URLEncoder.encode(payload, StandardCharsets.UTF_8));

                // Then
                assertThat(answer.statusCode()).isEqualTo(parameter.endsWith("_id=") ? 200 : 400);
                assertThat(answer.body()).doesNotContainIgnoringCase("sqlstate", "from events", "innocent");
            }
        }
        assertThat(api.json("/v1/events/count").get("count").asLong()).isEqualTo(1);
    }

    @Test
    void index_namesTheRoutes() throws Exception {
        // When
        JsonNode index = api.json("/");

        // Then
        assertThat(fieldNames(index.get("routes")))
                .containsExactly(
                        "/",
                        "/v1/events",
                        "/v1/events/count",
                        "/v1/events/{id}",
                        "/v1/resources/{type}/{id}/events",
                        "/v1/actors/{type}/{id}/events",
                        "/health/live",
                        "/health/ready",
                        "/metrics");
    }

    @Test
    void metrics_tellRequestsByRouteAndStatus_thePoolAndTheJvm() throws Exception {
        // Given
        api.get("/v1/events/019aaf3c-7c00-7def-8a51-2b6f0f1f9a10");

        // When
        String metrics = api.get("/metrics").body();

        // Then
        assertThat(metrics)
                .contains(
                        "annals_api_requests_seconds_count{route=\"/v1/events/{id}\",status=\"404\"}",
                        "hikaricp_connections_active{pool=\"annals-api\"}",
                        "jvm_memory_used_bytes{",
                        "process_uptime_seconds");
    }

    @Test
    void health_isUp() throws Exception {
        // When, Then
        assertThat(api.json("/health/live").get("status").asText()).isEqualTo("up");
        assertThat(api.json("/health/ready").get("status").asText()).isEqualTo("up");
    }

    @Test
    void halfOpenClients_blockNobody() throws Exception {
        // Given: more than there are threads
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = api.connect();
                halfOpen.add(socket);
                socket.getOutputStream()
                        .write("GET /v1/events HTTP/1.1\r\nHost: lo".getBytes(StandardCharsets.US_ASCII));
            }

            // When
            HttpResponse<String> answer = api.get("/v1/events");

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    @Test
    void excess_isRefusedAtOnce_whileSlowSearchesEndInTheirTime() throws Exception {
        // Given: searches that wait for a lock
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (Api small = Api.start(
                        table.url(), "ANNALS_API_MAX_CONCURRENT_REQUESTS", "2", "ANNALS_API_STATEMENT_TIMEOUT", "3s");
                Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");
            List<CompletableFuture<HttpResponse<String>>> slow = List.of(
                    CompletableFuture.supplyAsync(() -> getUnchecked(small, "/v1/events"), clients),
                    CompletableFuture.supplyAsync(() -> getUnchecked(small, "/v1/events"), clients));
            awaitWaitingForTheLock(2);

            // When
            HttpResponse<String> excess = small.get("/v1/events");
            HttpResponse<String> ready = small.get("/health/ready");

            // Then
            assertProblem(excess, 503, null);
            assertThat(excess.headers().firstValue("Retry-After")).contains("1");
            assertThat(ready.statusCode()).isEqualTo(200);
            for (CompletableFuture<HttpResponse<String>> answer : slow) {
                assertProblem(answer.get(), 504, null);
            }
            locker.rollback();
            assertThat(small.get("/v1/events").statusCode()).isEqualTo(200);
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void searchWithoutAConnection_isToldOfTheOverload_notOfAnOutage() throws Exception {
        // Given: a search that waits for a lock, on the only connection
        ExecutorService clients = Executors.newFixedThreadPool(1);
        try (Api small = Api.start(table.url(), "ANNALS_API_DATABASE_CONNECTIONS", "1");
                Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");
            CompletableFuture<HttpResponse<String>> slow =
                    CompletableFuture.supplyAsync(() -> getUnchecked(small, "/v1/events"), clients);
            awaitWaitingForTheLock(1);

            // When
            HttpResponse<String> second = small.get("/v1/events");
            locker.rollback();

            // Then
            assertProblem(second, 503, null);
            assertThat(second.headers().firstValue("Retry-After")).contains("1");
            assertThat(Api.JSON.readTree(second.body()).get("type").asText())
                    .isEqualTo("urn:annals:problem:overloaded");
            assertThat(slow.get().statusCode()).isEqualTo(200);
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void close_twice_isHarmless() throws Exception {
        // Given
        Api other = Api.start(table.url());
        other.get("/v1/events");

        // When
        other.close();
        other.close();

        // Then
        assertThatThrownBy(() -> other.get("/health/live")).isInstanceOf(IOException.class);
    }

    @Test
    void close_letsSearchesUnderWayEnd() throws Exception {
        // Given: a search that waits for a lock
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            Api closing = Api.start(table.url());
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");
            CompletableFuture<HttpResponse<String>> search =
                    CompletableFuture.supplyAsync(() -> getUnchecked(closing, "/v1/events"), threads);
            awaitWaitingForTheLock(1);

            // When
            CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close, threads);
            Eventually.succeeds(
                    () -> assertThatThrownBy(() -> closing.connect().close()).isInstanceOf(IOException.class));
            locker.rollback();

            // Then
            assertThat(search.get().statusCode()).isEqualTo(200);
            closed.get();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void close_cutsOffASearch_thatDoesNotEnd() throws Exception {
        // Given: a search that waits for a lock for longer than closing does
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Connection locker = table.connect();
                Statement lock = locker.createStatement()) {
            Api closing = Api.start(table.url(), "ANNALS_API_STATEMENT_TIMEOUT", "60s");
            locker.setAutoCommit(false);
            lock.execute("lock table events in access exclusive mode");
            CompletableFuture<HttpResponse<String>> search =
                    CompletableFuture.supplyAsync(() -> getUnchecked(closing, "/v1/events"), threads);
            awaitWaitingForTheLock(1);
            long start = System.nanoTime();

            // When
            closing.close();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThatThrownBy(search::get).hasRootCauseInstanceOf(IOException.class);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void start_tellsThatTheAddressIsTaken() {
        // Given
        String port = Integer.toString(api.api().uri().getPort());

        // When, Then
        assertThatThrownBy(() -> Api.start(table.url(), "ANNALS_API_PORT", port))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port);
    }

    @Test
    void toString_isItsAddress() {
        // When, Then
        assertThat(api.api()).hasToString("annals-api{" + api.api().uri() + "}");
    }

    private static void awaitWaitingForTheLock(int searches) {
        Eventually.succeeds(() -> {
            try (Connection connection = table.connect();
                    Statement statement = connection.createStatement();
                    var waiting = statement.executeQuery(
                            "select count(*) from pg_stat_activity where application_name = 'annals-api'"
                                    + " and wait_event_type = 'Lock'")) {
                waiting.next();
                assertThat(waiting.getInt(1)).isEqualTo(searches);
            }
        });
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String parameter) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Api.JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).startsWith("urn:annals:problem:");
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(problem.path("parameter").asText(null)).isEqualTo(parameter);
    }

    private static HttpResponse<String> getUnchecked(Api api, String path) {
        try {
            return api.get(path);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Event at(int millis, String id) {
        return Event.draft("media", "media_item.added")
                .id(EventIds.derived(Generated.START.plusMillis(millis), id))
                .actor(Actor.user(id))
                .resource("movie", id)
                .toEvent();
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The same value whatever spelling jsonb gave its numbers. */
    private static JsonNode comparable(JsonNode node) {
        if (node.isNumber()) {
            return JsonNodeFactory.instance.textNode(
                    node.decimalValue().stripTrailingZeros().toString());
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(entry -> object.set(entry.getKey(), comparable(entry.getValue())));
            return object;
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(comparable(element)));
            return array;
        }
        return node;
    }
}
