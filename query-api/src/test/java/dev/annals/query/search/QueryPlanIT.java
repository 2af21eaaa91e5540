package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.ActorType;
import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each index earns its place: PostgreSQL's plan for the statement that its comment names uses it, and a page reads about as many
 * rows as it shows, of the tens of thousands that match.
 */
class QueryPlanIT {

    private static final Instant START = Instant.parse("2026-09-28T00:00:00Z");
    private static final int WEEKS = 8;
    private static final Instant NOW = START.plus(Duration.ofDays(7 * WEEKS));
    private static final int ROWS = 51;

    /** Weeks of 60,000, 25,000 and 1,700 events: what looks best to the planner depends on it. */
    private static final String FILL = """
            insert into events
            select
                (lpad(to_hex(ms >> 16), 8, '0') || '-' || lpad(to_hex(ms & 65535), 4, '0') || '-7'
                    || substr(md5(n::text), 1, 3) || '-8' || substr(md5(n::text), 4, 3) || '-'
                    || substr(md5(n::text), 7, 12))::uuid,
                to_timestamp(ms / 1000.0),
                now(),
                case when n % 9000 = 0 then 'rare' else 'category_' || n % 5 end,
                case when n % 9000 = 0 then 'rare.thing.did_1' else 'category_' || n % 5 || '.thing.did_' || n % 4 end,
                case when n % 10 < 9 then 'user' else 'job' end,
                case when n % 20 = 3 then 'busy' else 'a-' || n % 100 end,
                case when n % 9000 = 0 then 'disc' when n % 20 < 19 then 'movie' else 'file' end,
                case when n % 4 = 2 then 'popular' else 'r-' || n % 300 end,
                case when n % 7 = 0 and n <= 60000 then 'error' else 'info' end,
                jsonb_build_object('n', n, 'note', repeat('x', 100))
            from (
                select n, (extract(epoch from timestamptz '2026-09-28T00:00:00Z') * 1000)::bigint
                    + case
                        when n <= 60000 then n * 10000::bigint
                        when n <= 85000 then 604800000 + (n - 60000) * 24000::bigint
                        else 1209600000 + (n - 85000) * 360000::bigint
                    end as ms
                from generate_series(1, 95000) as n
            ) as times
            """;

    private static final String FILL_COUNTS = """
            insert into event_counts
            select
                date_trunc('hour', inserted_at, 'UTC'), category, type, severity, coalesce(actor_type, ''),
                ('x' || right(id::text, 1))::bit(4)::int % 6, count(*)
            from events
            group by 1, 2, 3, 4, 5, 6
            """;

    private static Explain explain;
    private static Explain explainAdHoc;

    @BeforeAll
    static void fill() throws SQLException {
        EventsTable table =
                EventsTable.create().weeks(START, WEEKS).execute(FILL).execute(FILL_COUNTS);
        table.rollUpCounts();
        for (String name : List.of("events", "event_counts", "event_count_rollups", "event_count_totals")) {
            table.execute("vacuum analyze " + name);
        }
        explain = Explain.asApi(table);
        explainAdHoc = Explain.asAnybody(table);
    }

    @AfterAll
    static void close() throws SQLException {
        explain.close();
        explainAdHoc.close();
    }

    @Test
    void everyIndexWithAComment_isTestedHere() throws SQLException {
        // When
        Set<String> commented = explain.indexesWithComment();

        // Then
        assertThat(commented)
                .containsExactlyInAnyOrder(
                        "events_pkey",
                        "events_category_id",
                        "events_type_id",
                        "events_by_actor",
                        "events_by_resource",
                        "events_severity_id",
                        "events_category_not_info",
                        "events_type_not_info",
                        "events_inserted_at");
    }

    @Test
    void primaryKey_servesOneEvent_andPagesWithoutAnIndexOfTheirOwn() throws SQLException {
        // Given
        EventFilter types = EventFilter.builder().resourceType("movie").build();

        // When, Then
        assertIndex("events_pkey", explain.plan(Statements.event(EventIds.lowerBound(START))));
        assertPage("events_pkey", EventFilter.ALL, ROWS);
        assertPage("events_pkey", types, 2 * ROWS);
    }

    @Test
    void categories_haveTheirIndex() throws SQLException {
        assertPageAndCount(
                "events_category_id",
                EventFilter.builder().category("category_1").build(),
                ROWS);
        assertPageAndCount(
                "events_category_id",
                EventFilter.builder()
                        .category("category_1")
                        .category("category_4")
                        .build(),
                2 * ROWS);
    }

    @Test
    void rareValues_areFoundWithoutReadingWhatIsBetween() throws SQLException {
        assertPageAndCount(
                "events_category_id", EventFilter.builder().category("rare").build(), ROWS);
        assertPageAndCount(
                "events_type_id", EventFilter.builder().type("rare.thing.did_1").build(), ROWS);
    }

    @Test
    void types_haveTheirIndex() throws SQLException {
        assertPageAndCount(
                "events_type_id",
                EventFilter.builder().type("category_1.thing.did_1").build(),
                ROWS);
        assertPageAndCount(
                "events_type_id",
                EventFilter.builder()
                        .type("category_1.thing.did_1")
                        .type("category_2.thing.did_2")
                        .build(),
                2 * ROWS);
    }

    @Test
    void typesBelowAPrefix_haveTheSameIndex_andAreFoundInTheCounts() throws SQLException {
        // Given: to find the types costs a look-up for each, and one to see that there is no other
        int types = 4;
        EventFilter filter = EventFilter.builder().type("category_1.thing.*").build();

        // When
        Plan page = explain.plan(page(filter));
        Plan count = explain.plan(count(withinAnHour(filter)));

        // Then
        assertThat(page.indexes())
                .containsExactly("event_count_rollups_type", "event_counts_not_rolled_up", "events_type_id");
        assertThat(page.countsRead()).as("%s", page).isBetween(1.0, types + 1.0);
        assertThat(page.rowsRead()).as("%s", page).isBetween(1.0, types * (double) ROWS);
        assertThat(ofEvents(count)).isEqualTo(ofEvents(page));
        assertThat(count.countsRead()).as("%s, for two edges", count).isBetween(1.0, 2 * (types + 1.0));
    }

    @Test
    void actors_haveTheirIndex() throws SQLException {
        assertPageAndCount(
                "events_by_actor",
                EventFilter.builder().actorType(ActorType.USER).actorId("a-1").build(),
                ROWS);
        assertPageAndCount(
                "events_by_actor",
                EventFilter.builder()
                        .actorType(ActorType.USER)
                        .actorType(ActorType.SYSTEM)
                        .actorId("a-1")
                        .build(),
                2 * ROWS);
    }

    @Test
    void resources_haveTheirIndex() throws SQLException {
        assertPageAndCount(
                "events_by_resource",
                EventFilter.builder().resourceType("movie").resourceId("r-1").build(),
                ROWS);
    }

    @Test
    void commonTypesOfResources_areFoundWithoutTheirIndex_afterALook() throws SQLException {
        // Given
        EventFilter all =
                EventFilter.builder().resourceType("movie").resourceType("file").build();
        EventFilter files = EventFilter.builder()
                .category("category_4")
                .resourceType("file")
                .build();
        List<Plan> looks = new ArrayList<>();

        // When, Then: a page's number of rows, or four times that
        assertThat(toFind(all, NOW, looks)).isEqualTo(Branches.ALL);
        assertThat(toFind(files, NOW, looks).fields()).containsExactly(Field.CATEGORY);
        assertThat(looks).hasSize(2);
        assertIndex("events_pkey", looks.get(0));
        assertThat(looks.get(0).rowsRead()).as("%s", looks.get(0)).isEqualTo(50);
        assertIndex("events_category_id", looks.get(1));
        assertThat(looks.get(1).rowsRead()).as("%s", looks.get(1)).isBetween(51.0, 200.0);
    }

    @Test
    void commonTypesOfResources_areKnownOfWhatIsOld_too() throws SQLException {
        // Given
        EventFilter movies = EventFilter.builder().resourceType("movie").build();
        List<Plan> looks = new ArrayList<>();

        // When
        Branches way = toFind(movies, START.plus(Duration.ofDays(400)), looks);

        // Then: nothing of late, a count of all, and another look
        assertThat(way).isEqualTo(Branches.ALL);
        assertThat(looks).hasSize(3);
        assertThat(looks.get(0).partitionsSkipped()).isEqualTo(WEEKS);
        assertThat(looks.get(1).tables()).doesNotContain("events");
        assertThat(looks.get(2).rowsRead()).as("%s", looks.get(2)).isBetween(50.0, 60.0);
    }

    @Test
    void rareTypesOfResources_areFoundInTheirIndex_andOnlyThePageIsRead() throws SQLException {
        // Given: ten, and none, of 95,000
        EventFilter rare = EventFilter.builder().resourceType("disc").build();
        EventFilter rareAndOthers = EventFilter.builder()
                .resourceType("disc")
                .excludeType("category_1.*")
                .build();
        EventFilter none = EventFilter.builder().resourceType("dics").build();
        int latest = 5_000;

        for (EventFilter filter : List.of(rare, rareAndOthers, none)) {
            // When
            List<Plan> looks = new ArrayList<>();
            Branches way = toFind(filter, NOW, looks);
            Plan page = explain.plan(Statements.page(filter, IdRange.of(filter, null), way, ROWS));

            // Then
            int found = filter.equals(none) ? 0 : 10;
            assertThat(looks).hasSize(3);
            assertThat(looks.get(0).rowsRead()).as("%s", looks.get(0)).isEqualTo(latest);
            assertThat(looks.get(2).rowsRead()).as("%s", looks.get(2)).isEqualTo(2 * latest);
            assertThat(page.indexOnlyScans()).as("%s", page).containsExactly("events_by_resource");
            assertThat(page.indexes()).as("%s", page).containsExactly("events_by_resource", "events_pkey");
            assertThat(page.scansWithoutIndex()).as("%s", page).isZero();
            assertThat(page.rowsFetched()).as("%s", page).isEqualTo(found);
            assertThat(page.rowsRead()).as("%s", page).isEqualTo(2 * found);
        }
    }

    @Test
    void sortedPage_readsNoMoreRowsThanItShows() throws SQLException {
        // Given: 4,750
        EventFilter files = EventFilter.builder().resourceType("file").build();

        // When
        Plan page =
                explain.plan(Statements.page(files, IdRange.of(files, null), Branches.ofResourceTypes(files), ROWS));

        // Then
        assertThat(page.indexOnlyScans()).as("%s", page).containsExactly("events_by_resource");
        assertThat(page.rowsFetched()).as("%s", page).isEqualTo(ROWS);
    }

    @Test
    void typesOfResources_areNotCommon_whereOneOfSeveralCategoriesHasNone() throws SQLException {
        // Given: files are of category_4
        EventFilter filter = EventFilter.builder()
                .category("category_1")
                .category("category_2")
                .category("category_3")
                .category("category_4")
                .resourceType("file")
                .build();
        EventFilter ofAnHour = EventFilter.builder()
                .category("category_1")
                .category("category_4")
                .resourceType("file")
                .since(START)
                .until(START.plusSeconds(3600))
                .build();

        // When, Then
        assertThat(toFind(filter, NOW, new ArrayList<>()).areInOrder()).isFalse();
        assertThat(toFind(ofAnHour, NOW, new ArrayList<>()).fields()).containsExactly(Field.CATEGORY);
    }

    @Test
    void whatWouldBeRead_isCounted_notWhatMatches() throws SQLException {
        // Given: none of 95,000, for which all would be read
        EventFilter filter = EventFilter.builder()
                .actorType(ActorType.SYSTEM)
                .resourceType("disc")
                .build();
        IdRange ids = IdRange.of(filter, null);

        // When, Then
        assertThat(toFind(filter, NOW, new ArrayList<>()).areInOrder()).isFalse();
        assertThat(RarerWay.toCount(filter, ids, NOW, sql -> look(sql, new ArrayList<>()))
                        .areInOrder())
                .isFalse();
    }

    @Test
    void fewEventsOfAnyResource_areReadToFindTypesOfResources() throws SQLException {
        // Given: 360 an hour
        EventFilter ofAnHour =
                withinAnHour(EventFilter.builder().resourceType("disc").build());
        List<Plan> looks = new ArrayList<>();

        // When
        Branches toFind = toFind(ofAnHour, NOW, looks);
        Branches toCount = RarerWay.toCount(ofAnHour, IdRange.of(ofAnHour, null), NOW, sql -> look(sql, looks));

        // Then
        assertThat(toFind).isEqualTo(Branches.ALL);
        assertThat(toCount).isEqualTo(Branches.ALL);
        assertThat(looks).hasSize(2);
        for (Plan look : looks) {
            assertThat(look.rowsRead()).as("%s", look).isBetween(350.0, 2 * 360.0);
        }
    }

    @Test
    void typesOfResources_areCountedInTheirIndex() throws SQLException {
        // Given
        EventFilter files = EventFilter.builder().resourceType("file").build();
        EventFilter ofJobs = EventFilter.builder()
                .resourceType("file")
                .actorType(ActorType.JOB)
                .build();
        EventFilter ofACategory = EventFilter.builder()
                .resourceType("file")
                .category("category_4")
                .build();

        for (EventFilter filter : List.of(files, ofJobs)) {
            // When
            List<Plan> looks = new ArrayList<>();
            IdRange ids = IdRange.of(filter, null);
            Sql count = CountStatements.count(filter, ids, RarerWay.toCount(filter, ids, NOW, sql -> look(sql, looks)));
            Plan plan = explain.plan(count);

            // Then: all files, and no other
            assertIndex("events_by_resource", plan);
            assertThat(plan.indexOnlyScans()).as("%s", plan).containsExactly("events_by_resource");
            assertThat(plan.rowsFetched()).as("%s", plan).isZero();
            assertThat(plan.rowsRead()).as("%s", plan).isEqualTo(95_000 / 20);
            assertThat(explain.first(count)).hasValue(String.valueOf(95_000 / 20));
            assertThat(looks).hasSize(1);
        }

        // When, Then: a fifth of all are read sooner than the index
        assertThat(RarerWay.toCount(
                                ofACategory, IdRange.of(ofACategory, null), NOW, sql -> look(sql, new ArrayList<>()))
                        .fields())
                .containsExactly(Field.CATEGORY);
    }

    private static Branches toFind(EventFilter filter, Instant now, List<Plan> looks) throws SQLException {
        return RarerWay.toFind(filter, IdRange.of(filter, null), now, sql -> look(sql, looks));
    }

    @Test
    void actorAndResource_haveTheIndexOfTheOneWithFewEvents() throws SQLException {
        // Given
        EventFilter rareActor = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("a-2")
                .resourceType("movie")
                .resourceId("popular")
                .build();
        EventFilter rareResource = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("busy")
                .resourceType("movie")
                .resourceId("r-3")
                .build();

        // When, Then: a look at 200 of each, and the actor's 950; the resource has 24,000
        assertRarer("events_by_actor", rareActor, 400, 950);

        // When, Then: the same, and the resource's 320; the actor has 4,700
        assertRarer("events_by_resource", rareResource, 400, 320);
    }

    @Test
    void idAndOthers_areCheckedInItsIndex_andOnlyWhatMatchesIsRead() throws SQLException {
        // Given: of 950 and of 320 events a few
        EventFilter ofActor = EventFilter.builder()
                .category("category_1")
                .severity(Severity.ERROR)
                .actorType(ActorType.USER)
                .actorId("a-1")
                .resourceType("movie")
                .excludeType("rare.*")
                .build();
        EventFilter ofResource = EventFilter.builder()
                .category("category_1")
                .severity(Severity.ERROR)
                .actorType(ActorType.USER)
                .resourceType("movie")
                .resourceId("r-1")
                .build();

        // When
        Plan pageOfActor = explain.plan(page(ofActor));
        Plan pageOfResource = explain.plan(page(ofResource));

        // Then
        assertThat(pageOfActor.indexOnlyScans()).as("%s", pageOfActor).containsExactly("events_by_actor");
        assertThat(pageOfActor.indexes()).as("%s", pageOfActor).containsExactly("events_by_actor", "events_pkey");
        assertThat(pageOfResource.indexOnlyScans()).as("%s", pageOfResource).containsExactly("events_by_resource");
        assertThat(pageOfResource.indexes())
                .as("%s", pageOfResource)
                .containsExactly("events_by_resource", "events_pkey");
        for (Plan plan : List.of(pageOfActor, pageOfResource)) {
            assertThat(plan.scansWithoutIndex()).as("%s", plan).isZero();
            assertThat(plan.rowsFetched()).as("%s", plan).isBetween(1.0, (double) ROWS);
        }
    }

    @Test
    void idAndType_haveTheIndexOfTheOneWithFewEvents() throws SQLException {
        // Given: the actor has 4,700 events, the other 950; the types 10 and 4,700
        EventFilter rareType = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("busy")
                .type("rare.thing.did_1")
                .build();
        EventFilter rareActor = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("a-1")
                .type("category_1.thing.did_1")
                .build();

        // When, Then: a look at 200 of the id and at 20 of the type, or as many as there are, and all of the one
        assertRarer("events_type_id", rareType, 200 + 10, 10);
        assertRarer("events_by_actor", rareActor, 220, 950);
    }

    @Test
    void typeAndOtherId_areComparedInTheKey() throws SQLException {
        // Given: of the actor's 950 events a third are of the resource; of the resource's 24,000 a fifth are of the
        // type
        EventFilter ofActor = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("a-1")
                .resourceType("movie")
                .resourceId("r-1")
                .build();
        EventFilter ofResource = EventFilter.builder()
                .resourceType("movie")
                .resourceId("popular")
                .type("category_1.thing.did_2")
                .build();

        for (EventFilter filter : List.of(ofActor, ofResource)) {
            // When
            IdRange ids = IdRange.of(filter, null);
            Branches way = Branches.ways(filter).get(0);
            Plan page = explain.plan(Statements.page(filter, ids, way, ROWS));
            Plan count = explain.plan(CountStatements.count(filter, ids, way));

            // Then
            assertThat(page.rowsRead()).as("%s", page).isEqualTo(ROWS);
            assertThat(count.rowsRead()).as("%s", count).isBetween(300.0, 24_000 / 5.0);
            for (Plan plan : List.of(page, count)) {
                assertThat(plan.indexes())
                        .as("%s", plan)
                        .containsExactly(filter.actorId() == null ? "events_by_resource" : "events_by_actor");
            }
        }
    }

    @Test
    void rarerOne_isKnownOfWhatIsOld_too() throws SQLException {
        // Given: a clock by which all is older than what is looked at first
        Instant now = START.plus(Duration.ofDays(400));
        EventFilter rareType = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("busy")
                .type("rare.thing.did_1")
                .build();
        IdRange ids = IdRange.of(rareType, null);
        List<Plan> looks = new ArrayList<>();

        // When
        Branches way = toFind(rareType, now, looks);

        // Then
        assertThat(way.fields()).contains(Field.TYPE);
        assertThat(looks).hasSize(2);
        assertThat(looks.get(0).rowsRead()).as("%s", looks.get(0)).isZero();
        assertThat(looks.get(0).partitionsSkipped()).isEqualTo(2 * WEEKS);
        assertThat(looks.get(1).rowsRead()).as("%s", looks.get(1)).isEqualTo(200 + 10);
    }

    @Test
    void whatTheCountsDoNotKnow_isNotLookedFor() throws SQLException {
        // Given: a type of another category, with thousands of events each; and an actor that there is not
        EventFilter disjoint = EventFilter.builder()
                .category("category_1")
                .type("category_2.thing.did_2")
                .build();
        EventFilter noActor = EventFilter.builder().actorType(ActorType.SYSTEM).build();
        EventFilter noActorInCategory = EventFilter.builder()
                .category("category_1")
                .actorType(ActorType.SYSTEM)
                .build();
        EventFilter some = EventFilter.builder()
                .category("category_2")
                .type("category_2.thing.did_2")
                .build();

        // When, Then
        for (EventFilter filter : List.of(disjoint, noActor, noActorInCategory)) {
            Plan plan = explain.plan(page(filter));
            assertThat(plan.rowsRead()).as("%s", plan).isZero();
            assertThat(plan.tables()).isSubsetOf("event_counts", "event_count_rollups");
            assertThat(plan.scansWithoutIndex()).as("%s", plan).isZero();
        }
        Plan plan = explain.plan(page(some));
        assertThat(plan.rowsRead()).as("%s", plan).isBetween(1.0, (double) ROWS);
        assertThat(plan.countsRead()).as("%s", plan).isBetween(1.0, 10.0);
    }

    @Test
    void whatHasNoIndex_walksThePrimaryKey_ifTheCountsKnowIt() throws SQLException {
        // Given: nine of ten
        EventFilter users = EventFilter.builder().actorType(ActorType.USER).build();
        EventFilter notRare = EventFilter.builder().excludeType("rare.*").build();

        // When, Then
        for (EventFilter filter : List.of(users, notRare)) {
            Plan plan = explain.plan(page(filter));
            assertThat(plan.indexes()).as("%s", plan).contains("events_pkey");
            assertThat(plan.rowsRead()).as("%s", plan).isBetween(1.0, 2.0 * ROWS);
        }
    }

    @Test
    void severities_haveTheirIndex() throws SQLException {
        assertPageAndCount(
                "events_severity_id",
                EventFilter.builder().severity(Severity.ERROR).build(),
                ROWS);
        assertPageAndCount(
                "events_severity_id",
                EventFilter.builder()
                        .severity(Severity.ERROR)
                        .severity(Severity.INFO)
                        .build(),
                2 * ROWS);
    }

    @Test
    void severitiesOfACategory_haveTheirIndex_andTheDefaultOneThatOfTheCategory() throws SQLException {
        // Given: of seven events six are info
        EventFilter.Builder category = EventFilter.builder().category("category_1");

        // When
        Plan info = explain.plan(page(EventFilter.builder()
                .category("category_1")
                .severity(Severity.INFO)
                .build()));
        Plan rareInfo = explain.plan(page(
                EventFilter.builder().category("rare").severity(Severity.INFO).build()));

        // Then
        assertPageAndCount(
                "events_category_not_info", category.severity(Severity.ERROR).build(), ROWS);
        assertThat(info.indexes()).as("%s", info).contains("events_category_id").doesNotContain("events_pkey");
        assertThat(info.rowsRead()).as("%s", info).isBetween(1.0, 2.0 * ROWS);
        assertThat(rareInfo.rowsRead()).as("%s", rareInfo).isBetween(1.0, 11.0);
    }

    @Test
    void severitiesOfAType_haveTheirIndex_andTheDefaultOneThatOfTheType() throws SQLException {
        // Given: of seven events six are info
        EventFilter error = EventFilter.builder()
                .type("category_1.thing.did_1")
                .severity(Severity.ERROR)
                .build();

        // When
        Plan info = explain.plan(page(EventFilter.builder()
                .type("category_1.thing.did_1")
                .severity(Severity.INFO)
                .build()));

        // Then
        assertPage("events_type_not_info", error, ROWS);
        assertThat(info.indexes()).as("%s", info).contains("events_type_id").doesNotContain("events_pkey");
        assertThat(info.rowsRead()).as("%s", info).isBetween(1.0, 2.0 * ROWS);
    }

    @Test
    void rangeOfTime_inAdHocSql_hasItsIndex() throws SQLException {
        // Given
        Sql adHoc = Sql.of("""
                select count(*)
                from events
                where inserted_at >= '2026-09-29T07:00:00Z'
                  and inserted_at < '2026-09-29T08:00:00Z'
                """);

        // When, Then
        assertIndex("events_inserted_at", explainAdHoc.plan(adHoc));
    }

    @Test
    void bounds_skipThePartitionsOutside_withTheSamePlan() throws SQLException {
        // Given
        EventFilter filter = EventFilter.builder()
                .category("category_1")
                .since(START)
                .until(START.plusSeconds(3600))
                .build();

        EventFilter byId = EventFilter.builder()
                .category("category_1")
                .actorType(ActorType.USER)
                .actorId("a-1")
                .since(START)
                .until(START.plusSeconds(3600))
                .build();

        // When
        Plan plan = explain.plan(page(filter));
        Plan ofId = explain.plan(page(byId));

        // Then
        assertThat(plan.partitionsSkipped()).isEqualTo(WEEKS - 1);
        assertThat(ofId.partitionsSkipped()).isEqualTo(2 * (WEEKS - 1));
    }

    @Test
    void wholeHours_areCountedWithoutAnyEvent() throws SQLException {
        // Given
        EventFilter filter = EventFilter.builder()
                .category("category_1")
                .type("category_1.*")
                .severity(Severity.INFO)
                .actorType(ActorType.USER)
                .excludeType("rare.*")
                .build();
        EventFilter wholeHours = EventFilter.builder()
                .since(START.plusSeconds(3600))
                .until(START.plusSeconds(7 * 3600))
                .build();
        EventFilter kinds = EventFilter.builder()
                .category("category_1")
                .severity(Severity.INFO)
                .actorType(ActorType.USER)
                .build();

        // When, Then
        for (EventFilter asked : List.of(EventFilter.ALL, filter, kinds, wholeHours)) {
            Plan plan = explain.plan(count(asked));
            assertThat(plan.tables()).doesNotContain("events");
            assertThat(plan.indexes())
                    .as("%s", plan)
                    .contains("event_counts_not_rolled_up", "event_counts_hours")
                    .isSubsetOf("event_counts_not_rolled_up", "event_counts_hours", indexOfLonger(asked));
            assertThat(plan.indexOnlyScans()).as("%s", plan).contains("event_counts_hours");
        }
    }

    private static String indexOfLonger(EventFilter filter) {
        if (!filter.types().isEmpty()) {
            return "event_count_rollups_type_bucket";
        }
        return filter.categories().isEmpty() ? "event_count_totals_pkey" : "event_count_rollups_pkey";
    }

    @Test
    void longRange_isTheSumOfFewRows() throws SQLException {
        // Given: hours, days, a month, days and hours
        EventFilter filter = EventFilter.builder()
                .excludeType("rare.*")
                .since(START.plusSeconds(3600))
                .until(START.plus(Duration.ofDays(40).plusHours(5)))
                .build();

        // When
        Plan plan = explain.plan(count(filter));
        Plan ofAllHours = explain.plan(Sql.of("select sum(n) from event_counts"));

        // Then
        assertThat(plan.tables()).containsOnly("event_counts", "event_count_rollups");
        assertThat(plan.countsRead()).as("%s", plan).isPositive().isLessThan(ofAllHours.countsRead() / 4);
    }

    @Test
    void longRangeOfAllKinds_isTheSumOfARowADayOrMonth() throws SQLException {
        // Given: days, a month, days
        EventFilter filter = EventFilter.builder()
                .since(START)
                .until(START.plus(Duration.ofDays(40)))
                .build();

        // When
        Plan plan = explain.plan(count(filter));

        // Then: by an index or not; a page of all days and months is read three times at most
        assertThat(plan.tables()).containsOnly("event_counts", "event_count_totals");
        assertThat(plan.countsRead()).as("%s", plan).isBetween(1.0, 3.0 * (WEEKS * 7 + 4));
    }

    @Test
    void longRangeOfAType_isTheSumOfItsOwnRows() throws SQLException {
        // Given
        EventFilter.Builder range = EventFilter.builder()
                .since(START.plusSeconds(3600))
                .until(START.plus(Duration.ofDays(40).plusHours(5)));

        // When
        Plan plan = explain.plan(count(range.type("category_1.thing.did_1").build()));
        Plan ofPrefix = explain.plan(count(range.type("category_1.thing.*").build()));

        // Then: one severity or two, two kinds of actors, a dozen days and hours
        assertThat(plan.indexes()).as("%s", plan).contains("event_count_rollups_type_bucket");
        assertThat(plan.countsRead()).as("%s", plan).isBetween(10.0, 30.0);
        assertThat(ofPrefix.countsRead()).as("%s", ofPrefix).isBetween(40.0, 120.0);
    }

    @Test
    void edgesOfARange_areAllThatIsReadOfTheEvents() throws SQLException {
        // Given: ten minutes, some days, five minutes, at six events a minute
        EventFilter filter = EventFilter.builder()
                .since(START.plusSeconds(50 * 60))
                .until(START.plusSeconds(4 * 24 * 3600 + 5 * 60))
                .build();
        EventFilter rare = EventFilter.builder()
                .category("rare")
                .since(START.plusSeconds(50 * 60))
                .build();

        // When
        Plan plan = explain.plan(count(filter));
        Plan ofRare = explain.plan(count(rare));

        // Then
        assertThat(plan.tables()).containsExactly("event_count_totals", "event_counts", "events");
        assertThat(plan.rowsRead()).as("%s", plan).isBetween(90.0, 92.0);
        assertThat(plan.partitionsSkipped()).isEqualTo(2 * (WEEKS - 1));
        assertThat(ofRare.rowsRead()).as("%s", ofRare).isZero();
    }

    @Test
    void severalEvents_areFoundByOneSearchEach() throws SQLException {
        // Given: of the first, the second and the eighth week
        List<UUID> ids = List.of(
                EventIds.lowerBound(START),
                EventIds.lowerBound(START.plusSeconds(8 * 24 * 3600)),
                EventIds.lowerBound(START.plusSeconds(50 * 24 * 3600)));

        // When
        Plan plan = explain.plan(Statements.events(ids));
        Plan ofTheLast = explain.plan(Statements.events(ids.subList(2, 3)));

        // Then
        assertIndex("events_pkey", plan);
        assertThat(plan.indexSearches()).as("%s", plan).isEqualTo(3);
        assertThat(ofTheLast.partitionsSkipped()).isEqualTo(WEEKS - 1);
    }

    private static void assertPageAndCount(String index, EventFilter filter, int maxRowsRead) throws SQLException {
        assertPage(index, filter, maxRowsRead);
        Plan count = explain.plan(count(withinAnHour(filter)));
        assertThat(ofEvents(count)).as("%s", count).containsExactly(index);
        assertThat(count.countsRead()).as("%s", count).isZero();
        assertThat(count.scansWithoutIndex()).as("%s", count).isZero();
    }

    /** Which no count by the hour can answer. */
    private static EventFilter withinAnHour(EventFilter filter) {
        return new EventFilter(
                filter.categories(),
                filter.types(),
                filter.excludedTypes(),
                filter.severities(),
                filter.actorTypes(),
                filter.actorId(),
                filter.resourceTypes(),
                filter.resourceId(),
                START.plusSeconds(1),
                START.plusSeconds(3599));
    }

    private static void assertPage(String index, EventFilter filter, int maxRowsRead) throws SQLException {
        // When
        Plan plan = explain.plan(page(filter));

        // Then
        assertIndex(index, plan);
        assertThat(plan.rowsRead()).as("%s", plan).isBetween(1.0, (double) maxRowsRead);
    }

    /** One look, and then no index but the rarer one's, and no row but the page's. */
    private static void assertRarer(String index, EventFilter filter, int maxRowsLookedAt, int maxRowsOfCount)
            throws SQLException {
        // When
        List<Plan> looks = new ArrayList<>();
        IdRange ids = IdRange.of(filter, null);
        Branches way = toFind(filter, NOW, looks);
        Plan page = explain.plan(Statements.page(filter, ids, way, ROWS));
        Plan count = explain.plan(CountStatements.count(filter, ids, way));

        // Then
        assertThat(looks).hasSize(1);
        assertThat(looks.get(0).rowsRead()).as("%s", looks.get(0)).isBetween(1.0, (double) maxRowsLookedAt);
        assertThat(ofEvents(looks.get(0))).as("%s", looks.get(0)).hasSize(2).contains(index);
        assertThat(page.rowsRead()).as("%s", page).isBetween(1.0, (double) ROWS);
        assertThat(ofEvents(page)).as("%s", page).containsExactly(index);
        assertThat(count.rowsRead()).as("%s", count).isBetween(1.0, (double) maxRowsOfCount);
        assertThat(ofEvents(count)).as("%s", count).containsExactly(index);
        for (Plan plan : List.of(looks.get(0), page, count)) {
            assertThat(plan.scansWithoutIndex()).as("%s", plan).isZero();
        }
    }

    private static List<String> ofEvents(Plan plan) {
        return plan.indexes().stream()
                .filter(index -> index.startsWith("events_"))
                .toList();
    }

    private static Optional<Long> look(Sql sql, List<Plan> looks) throws SQLException {
        looks.add(explain.plan(sql));
        return explain.first(sql).map(Long::valueOf);
    }

    private static void assertIndex(String index, Plan plan) {
        assertThat(plan.indexes()).as("%s", plan).containsExactly(index);
        assertThat(plan.scansWithoutIndex()).as("%s", plan).isZero();
    }

    private static Sql page(EventFilter filter) {
        return Statements.page(filter, IdRange.of(filter, null), Branches.of(filter), ROWS);
    }

    private static Sql count(EventFilter filter) {
        return CountStatements.count(filter, IdRange.of(filter, null), Branches.of(filter));
    }
}
