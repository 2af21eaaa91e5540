package dev.annals.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Generated;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Fuzz;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever is asked, it is refused by name or taken literally: no fault of ours, no word of SQL, nobody else's events. */
class ApiFuzzIT {

    private static final List<String> OF_PAGES = Stream.concat(
                    ParameterFaults.FILTERS.stream(), Stream.of("limit", "cursor"))
            .toList();

    private static final List<String> VALID = List.of(
            "media", "media_item.added", "media_item.*", "info", "user", "movie", "2026-11-23T07:00:00Z", "50", "m-1");

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

    @Test
    void id_isTakenLiterally_whateverItIs() throws Exception {
        // When, Then
        Fuzz.run("ids", random -> {
            String id = random.nextInt(3) == 0
                    ? events.get(random.nextInt(events.size())).actor().id()
                    : new HostileValues(random).next();
            RawClient.Answer answer = client.get("/v1/events/count?actor_type=user&actor_id=" + encoded(id));
            Harmless.check(answer, id);
            if (HostileIds.isValid(id)) {
                long expected = events.stream()
                        .filter(event -> event.actor().id().equals(id))
                        .count();
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                assertThat(Api.JSON.readTree(answer.body()).get("count").asLong())
                        .as(id)
                        .isEqualTo(expected);
            } else {
                assertThat(answer.status()).as(id).isEqualTo(400);
                assertThat(Harmless.parameter(answer)).isEqualTo("actor_id");
            }
        });
    }

    @Test
    void parameters_areRefusedByName_orUnderstood() throws Exception {
        // When, Then
        Fuzz.run("parameters", random -> {
            boolean page = random.nextBoolean();
            List<String> pairs = pairs(random);
            String query = query(pairs);
            RawClient.Answer answer = client.get((page ? "/v1/events?" : "/v1/events/count?") + query);
            Harmless.check(answer, query);
            if (answer.status() == 414) {
                assertThat(query).hasSizeGreaterThan(1_000_000);
                return;
            }
            Set<String> faults = ParameterFaults.of(page ? OF_PAGES : ParameterFaults.FILTERS, pairs);
            assertThat(answer.status()).as("%s: %s", faults, answer).isEqualTo(faults.isEmpty() ? 200 : 400);
            if (answer.status() == 400) {
                assertThat(Harmless.parameter(answer)).as(answer.toString()).isIn(faults);
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
            Harmless.check(client.get(target), target);
        });
    }

    /** Names and values, in turns; often what belongs together. */
    private static List<String> pairs(Random random) {
        List<String> pairs = new ArrayList<>();
        for (int n = random.nextInt(5); n >= 0; n--) {
            pairs.add(random.nextInt(12) == 0 ? new HostileValues(random).next() : oneOf(OF_PAGES, random));
            pairs.add(random.nextBoolean() ? oneOf(VALID, random) : new HostileValues(random).next());
        }
        if (random.nextInt(3) == 0) {
            pairs.addAll(List.of("actor_type", "user"));
        }
        if (random.nextInt(3) == 0) {
            pairs.addAll(List.of("resource_type", "movie"));
        }
        return pairs;
    }

    private static String query(List<String> pairs) {
        List<String> encoded = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            encoded.add(encoded(pairs.get(i)) + "=" + encoded(pairs.get(i + 1)));
        }
        return String.join("&", encoded);
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String oneOf(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
