package dev.annals.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.event.InvalidEventException;
import dev.annals.event.Printable;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Fuzz;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever is asked, it is refused by name or taken literally: no fault of ours, no word of SQL, nobody else's events. */
class ApiFuzzIT {

    private static final List<String> NAMES = List.of(
            "category",
            "type",
            "exclude_type",
            "severity",
            "actor_type",
            "actor_id",
            "resource_type",
            "resource_id",
            "since",
            "until",
            "limit",
            "cursor");

    private static final List<String> VALID = List.of(
            "media", "media_item.added", "media_item.*", "info", "user", "movie", "2026-11-23T07:00:00Z", "50", "m-1");

    private static EventsTable table;
    private static Api api;
    private static RawClient client;
    private static List<Event> events;

    @BeforeAll
    static void start() {
        table = EventsTable.create().weeks(Generated.START.minus(Duration.ofDays(7)), 3);
        events = eventsWithHostileIds();
        table.insert(events);
        api = Api.start(table.url());
        client = new RawClient(api);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        api.close();
    }

    @Test
    void injections_areRefusedOrLiterals_inEveryParameter() throws Exception {
        for (String payload : HostileValues.injections().subList(0, 204)) {
            for (String name : NAMES) {
                // When
                RawClient.Answer answer =
                        client.get("/v1/events/count?" + withType(name) + name + "=" + encoded(payload));

                // Then
                String about = name + "=" + payload + ": " + answer;
                assertThat(answer.status()).as(about).isEqualTo(name.endsWith("_id") ? 200 : 400);
                assertHarmless(answer, about);
                if (answer.status() == 400) {
                    assertThat(parameter(answer)).as(about).isEqualTo(name);
                }
            }
        }
        assertThat(api.json("/v1/events/count").get("count").asInt()).isEqualTo(events.size());
    }

    @Test
    void id_isTakenLiterally_whateverItIs() throws Exception {
        // When, Then
        Fuzz.run("ids", random -> {
            String id = random.nextInt(3) == 0
                    ? events.get(random.nextInt(events.size())).actor().id()
                    : new HostileValues(random).next();
            RawClient.Answer answer = client.get("/v1/events/count?actor_type=user&actor_id=" + encoded(id));
            assertHarmless(answer, id);
            if (isValidId(id)) {
                long expected = events.stream()
                        .filter(event -> event.actor().id().equals(id))
                        .count();
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                assertThat(Api.JSON.readTree(answer.body()).get("count").asLong())
                        .as(id)
                        .isEqualTo(expected);
            } else {
                assertThat(answer.status()).as(id).isEqualTo(400);
                assertThat(parameter(answer)).isEqualTo("actor_id");
            }
        });
    }

    @Test
    void parameters_areRefusedByName_orUnderstood() throws Exception {
        // When, Then
        Fuzz.run("parameters", random -> {
            List<String> names = new ArrayList<>();
            List<String> pairs = new ArrayList<>();
            for (int n = random.nextInt(5); n >= 0; n--) {
                String name = random.nextInt(12) == 0 ? new HostileValues(random).next() : oneOf(NAMES, random);
                String value = random.nextBoolean() ? oneOf(VALID, random) : new HostileValues(random).next();
                names.add(name);
                pairs.add(encoded(name) + "=" + encoded(value));
            }
            String query = String.join("&", pairs);
            RawClient.Answer answer = client.get(oneOf(List.of("/v1/events?", "/v1/events/count?"), random) + query);
            assertHarmless(answer, query);
            if (answer.status() == 400) {
                assertThat(parameter(answer)).as(answer.toString()).isIn(named(names));
            } else if (query.length() < 1_000_000) {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                assertThat(names).isSubsetOf(NAMES);
            }
        });
    }

    @Test
    void targets_areAnsweredOrRefused_whateverTheirBytes() throws Exception {
        // When, Then
        Fuzz.run("targets", random -> {
            HostileValues values = new HostileValues(random);
            String target = switch (random.nextInt(6)) {
                case 0 -> "/v1/events/" + encoded(values.next());
                case 1 -> "/v1/resources/" + encoded(values.next()) + "/" + encoded(values.next()) + "/events";
                case 2 -> "/v1/actors/user/" + encoded(values.next()) + "/events?limit=1";
                case 3 -> "/v1/events?" + bytes(random);
                case 4 -> "/v1/events?cursor=" + bytes(random);
                default -> "/" + bytes(random);
            };
            assertHarmless(client.get(target), target);
        });
    }

    /** Any bytes that a request line can hold; many percent signs. */
    private static String bytes(Random random) {
        StringBuilder bytes = new StringBuilder();
        for (int n = random.nextInt(40); n > 0; n--) {
            char c = (char) (1 + random.nextInt(255));
            bytes.append(random.nextInt(5) == 0 ? '%' : c == ' ' || c == '\r' || c == '\n' ? '=' : c);
        }
        return bytes.toString();
    }

    private static void assertHarmless(RawClient.Answer answer, String asked) {
        String about = asked.length() > 500 ? asked.substring(0, 500) + "…" : asked;
        assertThat(answer.status()).as("%s: %s", about, answer).isIn(200, 400, 404, 414, 431);
        assertThat(answer.body())
                .as(about)
                .doesNotContainIgnoringCase(
                        "sqlstate",
                        "from events e",
                        "where ",
                        "org.postgresql",
                        "syntax error",
                        "dev.annals",
                        "Exception");
        if (answer.status() != 200) {
            assertThat(answer.head()).as(about).contains("Content-Type: application/problem+json");
            assertThat(answer.body()).as(about).contains("\"detail\":\"").hasSizeLessThan(2_000);
        }
    }

    private static String parameter(RawClient.Answer answer) throws Exception {
        JsonNode problem = Api.JSON.readTree(answer.body());
        return problem.path("parameter").asText("none is named");
    }

    /** As messages show them. */
    private static List<String> named(List<String> names) {
        return names.stream()
                .map(name -> URLEncoder.encode(name, UTF_8).equals(name) ? name : Printable.of(name))
                .toList();
    }

    private static String withType(String name) {
        return name.equals("actor_id") ? "actor_type=user&" : name.equals("resource_id") ? "resource_type=movie&" : "";
    }

    private static List<Event> eventsWithHostileIds() {
        Generated generated = new Generated(1);
        return Stream.concat(Stream.generate(generated::hostileString).limit(100), HostileValues.injections().stream())
                .filter(ApiFuzzIT::isValidId)
                .map(ApiFuzzIT::event)
                .collect(Collectors.toMap(Event::id, event -> event, (one, same) -> one))
                .values()
                .stream()
                .toList();
    }

    private static boolean isValidId(String id) {
        try {
            event(id);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static Event event(String id) {
        return Event.draft("media", "media_item.added")
                .id(EventIds.derived(Generated.START, id))
                .actor(Actor.user(id))
                .resource("movie", id)
                .toEvent();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String oneOf(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
