package dev.annals.query.search;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.Actor;
import dev.annals.event.ActorType;
import dev.annals.event.Event;
import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.event.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real PostgreSQL: what is found, and that nothing is found twice or missed. */
class EventSearchIT {

    private static final Instant START = Generated.START;
    private static final List<String> SKEWED = List.of("frequent", "usual", "rare", "unknown");

    /** Most of what tests store is of late. */
    private static final Clock CLOCK = Clock.fixed(START.plus(Duration.ofDays(1)), ZoneOffset.UTC);

    private static EventsTable table;
    private static Database database;
    private static EventSearch search;

    @BeforeAll
    static void open() {
        table = partitioned(EventsTable.create());
        database = open(table, Duration.ofSeconds(30));
        search = new EventSearch(database, CLOCK);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        table.clear();
    }

    @Test
    void pagesAndCounts_agreeWithTheFilter_forGeneratedEventsAndFilters() {
        assertAgreement(table, search, 500);
    }

    @Test
    void pagesAndCounts_agreeWithTheFilter_withTheOldestTablesThatAreAccepted() {
        // Given
        EventsTable oldest = partitioned(EventsTable.ofVersion(SchemaVersion.REQUIRED));
        try (Database itsDatabase = open(oldest, Duration.ofSeconds(30))) {
            // When, Then
            assertAgreement(oldest, new EventSearch(itsDatabase, CLOCK), 100);
        }
    }

    /** Four of five filters before all counts are rolled up, one after it. */
    private static void assertAgreement(EventsTable table, EventSearch search, int filters) {
        // Given
        long seed = System.nanoTime();
        Generated generated = new Generated(seed);
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>(generated.events(2000));
        List<Event> deleted = generated.events(300);
        table.insert(events.subList(0, 1500))
                .insert(deleted)
                .rollUpCounts()
                .insert(events.subList(1500, 2000))
                .delete(deleted);
        events.sort(Collections.reverseOrder((a, b) -> EventIds.ORDER.compare(a.id(), b.id())));

        for (int i = 0; i < filters; i++) {
            if (i == filters * 4 / 5) {
                table.rollUpCounts();
            }

            // When
            EventFilter filter = generated.filter();
            List<UUID> walked = walk(search, filter, random);
            long count = search.count(filter);

            // Then
            List<UUID> expected =
                    events.stream().filter(filter::matches).map(Event::id).collect(toList());
            assertThat(walked).as("seed %d, %s", seed, filter).isEqualTo(expected);
            assertThat(count).as("seed %d, %s", seed, filter).isEqualTo(expected.size());
        }
    }

    @Test
    void kindThatIsCountedAnew_isFound_afterItsLastRollUpIsGone() {
        // Given
        Event gone = error("media", START);
        Event fresh = error("media", START.plusSeconds(1));
        EventFilter filter = EventFilter.builder()
                .category("media")
                .type("media.happened")
                .severity(Severity.ERROR)
                .build();
        table.insert(List.of(gone)).rollUpCounts();
        assertThat(walk(search, filter, new Random())).containsExactly(gone.id());
        table.delete(List.of(gone)).rollUpCounts();
        assertThat(walk(search, filter, new Random())).isEmpty();

        for (int i = 0; i < 2; i++) {
            // When
            if (i == 0) {
                table.insert(List.of(fresh));
            } else {
                table.rollUpCounts();
            }

            // Then
            assertThat(walk(search, filter, new Random())).containsExactly(fresh.id());
        }
    }

    @Test
    void actorAndResource_agreeWithTheFilter_whicheverIsRarer() {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            events.add(Event.draft("media", "media_item.added")
                    .insertedAt(START.minus(Duration.ofMinutes(i)))
                    .actor(Actor.user(skewed(random)))
                    .resource("movie", skewed(random))
                    .toEvent());
        }
        table.insert(events);

        for (String actor : SKEWED) {
            for (String resource : SKEWED) {
                // When
                EventFilter filter = EventFilter.builder()
                        .actorType(ActorType.USER)
                        .actorId(actor)
                        .resourceType("movie")
                        .resourceId(resource)
                        .build();
                List<UUID> walked = walk(search, filter, random);
                long count = search.count(filter);

                // Then
                List<UUID> expected =
                        events.stream().filter(filter::matches).map(Event::id).collect(toList());
                assertThat(walked)
                        .as("seed %d, %s by %s", seed, resource, actor)
                        .isEqualTo(expected);
                assertThat(count).as("seed %d, %s by %s", seed, resource, actor).isEqualTo(expected.size());
            }
        }
    }

    /** Whichever is taken: also those that the data of other tests never call for. */
    @Test
    void everyWay_findsTheSame() throws SQLException {
        // Given
        long seed = System.nanoTime();
        Generated generated = new Generated(seed);
        List<Event> events = new ArrayList<>(generated.events(2000));
        table.insert(events.subList(0, 1000)).rollUpCounts().insert(events.subList(1000, 2000));
        events.sort(Collections.reverseOrder((a, b) -> EventIds.ORDER.compare(a.id(), b.id())));
        int byIds = 0;
        int byTypesOfResources = 0;

        try (PlainSearch plain = PlainSearch.on(table.url())) {
            for (int i = 0; i < 20_000 && (byIds < 150 || byTypesOfResources < 150); i++) {
                EventFilter filter = generated.filter();
                List<UUID> expected =
                        events.stream().filter(filter::matches).map(Event::id).collect(toList());
                boolean isByTypes = ResourceTypesWay.isFor(filter);
                List<Branches> ways = isByTypes
                        ? List.of(Branches.of(filter), Branches.ofResourceTypes(filter))
                        : Branches.ways(filter);
                int enough = isByTypes ? byTypesOfResources : byIds;
                if (ways.size() < 2 || enough == 150 || (expected.isEmpty() && i % 8 != 0)) {
                    continue;
                }
                int limit = i % 16 == 0 ? 3 : events.size();
                for (Branches way : ways) {
                    // When, Then
                    assertThat(plain.ids(filter, way, limit))
                            .as("seed %d, %s by %s", seed, filter, way.fields())
                            .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
                    assertThat(plain.countRows(filter, way))
                            .as("seed %d, %s by %s", seed, filter, way.fields())
                            .isEqualTo(expected.size());
                }
                byIds += isByTypes ? 0 : 1;
                byTypesOfResources += isByTypes ? 1 : 0;
            }
        }
        assertThat(byIds).isEqualTo(150);
        assertThat(byTypesOfResources).isEqualTo(150);
    }

    @Test
    void idsAndTypes_agreeWithTheFilter_whicheverIsRarer() {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            String id = skewed(random);
            ActorType type = random.nextInt(3) == 0 ? ActorType.JOB : ActorType.USER;
            events.add(Event.draft("media", "media." + skewed(random).replace(' ', '_'))
                    .insertedAt(START.minus(Duration.ofMinutes(i)))
                    .actor(new Actor(type, id))
                    .resource(random.nextBoolean() ? "movie" : "file", id)
                    .toEvent());
        }
        table.insert(events.subList(0, 500)).rollUpCounts().insert(events.subList(500, 4000));
        List<BiFunction<EventFilter.Builder, String, EventFilter.Builder>> ids = List.of(
                (filter, id) -> filter.actorType(ActorType.USER).actorId(id),
                (filter, id) -> filter.actorType(ActorType.USER)
                        .actorType(ActorType.JOB)
                        .actorId(id),
                (filter, id) -> filter.resourceType("movie").resourceId(id),
                (filter, id) -> filter.resourceType("movie")
                        .resourceType("file")
                        .resourceId(id)
                        .actorType(ActorType.USER)
                        .actorType(ActorType.JOB)
                        .actorId(id));

        for (UnaryOperator<EventFilter.Builder> types : typesOf(SKEWED)) {
            for (String id : SKEWED) {
                for (BiFunction<EventFilter.Builder, String, EventFilter.Builder> withId : ids) {
                    // When
                    EventFilter filter =
                            withId.apply(types.apply(EventFilter.builder()), id).build();
                    List<UUID> walked = walk(search, filter, random);
                    long count = search.count(filter);

                    // Then
                    List<UUID> expected = events.stream()
                            .filter(filter::matches)
                            .map(Event::id)
                            .collect(toList());
                    assertThat(walked).as("seed %d, %s", seed, filter).isEqualTo(expected);
                    assertThat(count).as("seed %d, %s", seed, filter).isEqualTo(expected.size());
                }
            }
        }
    }

    private static List<UnaryOperator<EventFilter.Builder>> typesOf(List<String> names) {
        List<UnaryOperator<EventFilter.Builder>> types = new ArrayList<>();
        names.forEach(name -> types.add(filter -> filter.type("media." + name)));
        types.add(filter -> filter);
        types.add(filter -> filter.type("media.rare").type("media.usual"));
        types.add(filter -> filter.type("media.*").excludeType("media.frequent"));
        types.add(filter -> filter.type("media.frequent").excludeType("media.frequent"));
        return types;
    }

    /** Of ten, six and three are the first ones, and of a hundred one the third. */
    private static String skewed(Random random) {
        int number = random.nextInt(100);
        return number < 60 ? "frequent" : number < 90 ? "usual" : number < 91 ? "rare" : "other " + number;
    }

    @Test
    void severitiesAndPrefixes_findWhatIsNotRolledUp_andPassWhatIsGone() {
        // Given
        Event rolledUp = error("kept", START);
        Event gone = error("gone", START.plusSeconds(1));
        Event fresh = error("fresh", START.plusSeconds(2));
        table.insert(List.of(rolledUp, gone))
                .rollUpCounts()
                .delete(List.of(gone))
                .insert(List.of(fresh));

        for (int i = 0; i < 2; i++) {
            // When
            List<UUID> errors =
                    walk(search, EventFilter.builder().severity(Severity.ERROR).build(), new Random());
            List<UUID> keptOnes =
                    walk(search, EventFilter.builder().type("kept.*").build(), new Random());
            List<UUID> freshOnes =
                    walk(search, EventFilter.builder().type("fresh.*").build(), new Random());
            EventFilter goneOnes = EventFilter.builder().type("gone.*").build();

            // Then
            assertThat(errors).containsExactly(fresh.id(), rolledUp.id());
            assertThat(keptOnes).containsExactly(rolledUp.id());
            assertThat(freshOnes).containsExactly(fresh.id());
            assertThat(walk(search, goneOnes, new Random())).isEmpty();
            assertThat(search.count(goneOnes)).isZero();
            table.rollUpCounts(); // then all is in the one, and nothing in the other
        }
    }

    @Test
    void typesThatAreNamedAndExcluded_areNeitherFoundNorCounted() {
        // Given
        Event kept = error("kept", START);
        table.insert(List.of(kept, error("gone", START.plusSeconds(1))));
        EventFilter some = EventFilter.builder()
                .type("kept.happened")
                .type("gone.happened")
                .excludeType("gone.*")
                .build();
        EventFilter none = EventFilter.builder()
                .type("gone.happened")
                .excludeType("gone.happened")
                .build();

        for (int i = 0; i < 2; i++) {
            // When, Then
            assertThat(walk(search, some, new Random())).containsExactly(kept.id());
            assertThat(search.count(some)).isOne();
            assertThat(walk(search, none, new Random())).isEmpty();
            assertThat(search.count(none)).isZero();
            table.rollUpCounts(); // then all is in the one, and nothing in the other
        }
    }

    private static Event error(String category, Instant time) {
        return Event.draft(category, category + ".happened")
                .insertedAt(time)
                .severity(Severity.ERROR)
                .toEvent();
    }

    @Test
    void walk_givesEachEventOnce_whileNewerOnesArrive() throws Exception {
        // Given: ten thousand events in a hundred milliseconds
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Event> events = burst(START, 10_000, random);
        table.insert(events);
        AtomicBoolean walking = new AtomicBoolean(true);
        AtomicInteger arrived = new AtomicInteger();
        Thread arrivals = new Thread(() -> {
            while (walking.get()) {
                table.insert(burst(START.plusSeconds(1), 20, new Random()));
                arrived.addAndGet(20);
            }
        });

        // When
        List<UUID> walked = new ArrayList<>();
        EventPage page = search.page(EventFilter.ALL, null, 1);
        arrivals.start();
        try {
            page.events().forEach(event -> walked.add(event.id()));
            while (page.hasMore()) {
                page = search.page(EventFilter.ALL, walked.get(walked.size() - 1), 1 + random.nextInt(500));
                page.events().forEach(event -> walked.add(event.id()));
            }
        } finally {
            walking.set(false);
            arrivals.join();
        }

        // Then
        assertThat(arrived.get()).isPositive();
        List<UUID> expected =
                events.stream().map(Event::id).sorted(EventIds.ORDER.reversed()).toList();
        assertThat(walked).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void lastPage_isKnownToBeTheLast_whenItIsExactlyFull() {
        // Given
        table.insert(burst(START, 20, new Random(1)));

        // When
        EventPage first = search.page(EventFilter.ALL, null, 10);
        EventPage second = search.page(EventFilter.ALL, first.events().get(9).id(), 10);

        // Then
        assertThat(first.hasMore()).isTrue();
        assertThat(second.events()).hasSize(10);
        assertThat(second.hasMore()).isFalse();
    }

    @Test
    void hostileIds_areFoundLiterally() {
        // Given
        List<String> ids = List.of(
                "'; drop table events; --", "' or '1'='1", "%", "_", "\\", "$1", "?", "{a,b}", "NULL", "\"", "a%s");
        for (String id : ids) {
            table.insert(List.of(Event.draft("media", "media_item.added")
                    .insertedAt(START)
                    .actor(Actor.user(id))
                    .resource("movie", id)
                    .toEvent()));
        }

        for (String id : ids) {
            // When
            EventFilter filter =
                    EventFilter.builder().actorType(ActorType.USER).actorId(id).build();
            EventFilter byResource =
                    EventFilter.builder().resourceType("movie").resourceId(id).build();

            // Then
            assertThat(search.page(filter, null, 50).events())
                    .extracting(EventRow::actorId)
                    .containsExactly(id);
            assertThat(search.count(byResource)).isEqualTo(1);
        }
        assertThat(search.count(EventFilter.ALL)).isEqualTo(ids.size());
    }

    @Test
    void connections_cannotWrite() {
        // When, Then
        assertThatThrownBy(() -> database.query(Sql.of("delete from events returning id"), row -> row.getString(1)))
                .rootCause()
                .hasMessageContaining("read-only");
    }

    @Test
    void statement_isGivenUp_afterItsTime() {
        // Given
        try (Database impatient = open(table, Duration.ofMillis(200))) {
            // When, Then
            assertThatThrownBy(() -> impatient.query(Sql.of("select pg_sleep(60)"), row -> row.getString(1)))
                    .isInstanceOf(SearchTimeoutException.class)
                    .hasMessage("the search took longer than 200 ms");
        }
    }

    private static List<UUID> walk(EventSearch search, EventFilter filter, Random random) {
        List<UUID> ids = new ArrayList<>();
        EventPage page = search.page(filter, null, 1 + random.nextInt(500));
        page.events().forEach(event -> ids.add(event.id()));
        while (page.hasMore()) {
            page = search.page(filter, ids.get(ids.size() - 1), 1 + random.nextInt(500));
            page.events().forEach(event -> ids.add(event.id()));
        }
        return ids;
    }

    private static List<Event> burst(Instant from, int n, Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            events.add(Event.draft("media", "media_item.added")
                    .insertedAt(from.plusMillis(random.nextInt(100)))
                    .toEvent());
        }
        return events;
    }

    private static EventsTable partitioned(EventsTable table) {
        return table.partition(START.minus(Duration.ofDays(420)), START.minus(Duration.ofDays(63)))
                .weeks(START.minus(Duration.ofDays(63)), 12);
    }

    private static Database open(EventsTable table, Duration statementTimeout) {
        return Database.open(
                new DatabaseSettings(table.url(), null, null, 2, statementTimeout), new SimpleMeterRegistry());
    }
}
