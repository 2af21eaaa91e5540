package dev.annals.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventFilter;
import dev.annals.event.Generated;
import dev.annals.query.search.Cursor;
import dev.annals.query.search.EventsTable;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is known to hurt others, in every parameter. What is made up at random is in {@link ApiFuzzIT}. */
class HostileRequestsIT {

    /** Each parameter with a value that would be right, except for {@code cursor}. */
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("category", "media"),
            Map.entry("type", "media_item.added"),
            Map.entry("exclude_type", "media_item.added"),
            Map.entry("severity", "info"),
            Map.entry("actor_type", "user"),
            Map.entry("actor_id", "u-1"),
            Map.entry("resource_type", "movie"),
            Map.entry("resource_id", "m-1"),
            Map.entry("since", "2026-11-23T07:00:00Z"),
            Map.entry("until", "2026-11-23T07:00:00Z"),
            Map.entry("limit", "50"),
            Map.entry("cursor", "AQGiCZsUbXAhlaH5ZZ2WibgrG6YFaS2mqodoUKYM"));

    static final List<String> NAMES = PARAMETERS.keySet().stream().sorted().toList();

    /** As they are sent. */
    private static final List<String> VALID_AS_IDS =
            List.of("'", "%22", "1e999", "100000000000000000000", "-5000-01-01T00:00:00Z", "300000-01-01T00:00:00Z");

    /** As they are sent; each character is a byte. */
    private static final List<String> VALID_NOWHERE = List.of(
            "",
            "%00",
            "a%00b",
            "%",
            "%zz",
            "%ff",
            "%c0%80",
            "%ed%a0%80",
            "\u00ff",
            "x".repeat(100_000),
            "%00".repeat(100_000),
            "%F0%9F%98%80".repeat(50_000));

    private static EventsTable table;
    private static Api api;
    private static RawClient client;
    private static List<Event> events;

    @BeforeAll
    static void start() {
        table = EventsTable.create().weeks(Generated.START.minus(Duration.ofDays(7)), 3);
        events = HostileIds.events();
        table.insert(events);
        api = Api.start(table.url());
        client = new RawClient(api);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        api.close();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void value_isRefusedByName_orALiteral(String name) throws Exception {
        boolean id = name.endsWith("_id");
        for (String value :
                Stream.concat(VALID_AS_IDS.stream(), VALID_NOWHERE.stream()).toList()) {
            // When
            RawClient.Answer answer = client.get("/v1/events?" + withType(name) + name + "=" + value);

            // Then
            if (id && VALID_AS_IDS.contains(value)) {
                assertThat(answer.body()).as(value).isEqualTo("{\"events\":[]}\n");
            } else {
                assertRefused(answer, name, name + "=" + value);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void repetition_isRefusedByName(String name) throws Exception {
        // Given: as much as a request can hold
        String pair = name + "=" + PARAMETERS.get(name) + "&";

        // When
        RawClient.Answer answer = client.get("/v1/events?" + withType(name) + pair.repeat(1_000_000 / pair.length()));

        // Then
        assertRefused(answer, name, pair);
        assertThat(answer.body()).contains(name + " is given " + 1_000_000 / pair.length() + " times");
    }

    @Test
    void manyUnknownNames_areRefused_namingOne() throws Exception {
        // Given
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            query.append('x').append(i).append("=1&");
        }

        // When
        RawClient.Answer answer = client.get("/v1/events?" + query);

        // Then
        assertRefused(answer, "x0", "x0");
    }

    @Test
    void injections_areRefusedOrLiterals_inEveryParameter() throws Exception {
        for (String payload : HostileValues.injections()) {
            for (String name : NAMES) {
                // When
                RawClient.Answer answer =
                        client.get("/v1/events?" + withType(name) + name + "=" + URLEncoder.encode(payload, UTF_8));

                // Then
                if (name.endsWith("_id")) {
                    assertThat(answer.status()).as(payload).isEqualTo(200);
                    assertThat(Api.JSON.readTree(answer.body()).get("events"))
                            .as(payload)
                            .singleElement()
                            .satisfies(event ->
                                    assertThat(event.get(name).asText()).isEqualTo(payload));
                } else {
                    assertRefused(answer, name, name + "=" + payload);
                }
            }
        }
        assertThat(api.json("/v1/events/count").get("count").asInt()).isEqualTo(events.size());
    }

    @Test
    void cursor_isRefused_whicheverBitIsFlipped_andWhereverItIsCut() throws Exception {
        // Given
        String cursor = Cursor.after(events.get(0).id(), EventFilter.ALL);
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        assertThat(client.get("/v1/events?cursor=" + cursor).status()).isEqualTo(200);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            // When
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().encodeToString(flipped);

            // Then
            assertRefused(client.get("/v1/events?cursor=" + text), "cursor", text);
        }
        for (int length = 0; length < cursor.length(); length++) {
            // When
            String cut = cursor.substring(0, length);

            // Then
            assertRefused(client.get("/v1/events?cursor=" + cut), "cursor", cut);
        }
        assertRefused(client.get("/v1/events?category=media&cursor=" + cursor), "cursor", "of other filters");
    }

    @Test
    void requestThatIsNoHttp_isRefused_sayingThatTheConnectionEnds() throws Exception {
        // When
        RawClient.Answer refused = client.get("/\u0001");
        RawClient.Answer next = client.get("/health/live");

        // Then
        Harmless.check(refused, "a control character");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.head()).contains("\r\nConnection: close\r\n");
        assertThat(next.status()).isEqualTo(200);
    }

    private static void assertRefused(RawClient.Answer answer, String name, String asked) throws IOException {
        Harmless.check(answer, asked);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(Harmless.parameter(answer)).as(answer.toString()).isEqualTo(name);
    }

    private static String withType(String name) {
        return name.equals("actor_id") ? "actor_type=user&" : name.equals("resource_id") ? "resource_type=movie&" : "";
    }
}
