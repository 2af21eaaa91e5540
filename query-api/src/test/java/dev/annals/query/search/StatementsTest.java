package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.ActorType;
import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.event.Severity;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What SQL a filter becomes; that it finds the right events is proven on PostgreSQL. */
class StatementsTest {

    private static final Instant TIME = Instant.parse("2026-11-23T07:00:00Z");
    private static final UUID FIRST_ID = new UUID(0, 0);
    private static final UUID LAST_ID = new UUID(-1, -1);

    @Test
    void noFilter_walksThePrimaryKey() {
        // When
        Sql page = page(EventFilter.ALL, null, 51);

        // Then
        assertThat(page.text()).isEqualTo("""
                        select
                            id,
                            category,
                            type,
                            actor_type,
                            actor_id,
                            resource_type,
                            resource_id,
                            severity,
                            metadata
                        from events
                        where id >= ?
                          and id < ?
                        order by id desc
                        limit ?
                        """);
        assertThat(page.values()).containsExactly(FIRST_ID, LAST_ID, 51);
    }

    @Test
    void categories_areBranches_andTheRestIsChecked() {
        // Given
        EventFilter filter = EventFilter.builder()
                .category("media")
                .category("auth")
                .excludeType("auth.*")
                .excludeType("media_item.added")
                .actorType(ActorType.JOB)
                .resourceType("movie")
                .build();

        // When
        Sql page = page(filter, null, 51);

        // Then
        assertThat(page.text()).isEqualTo("""
                        with recursive wanted (category) as (
                            select unnest(?::text[])
                        )
                        select branch.*
                        from wanted
                        cross join lateral (
                            select
                                id,
                                category,
                                type,
                                actor_type,
                                actor_id,
                                resource_type,
                                resource_id,
                                severity,
                                metadata
                            from events
                            where id >= ?
                              and id < ?
                              and category = wanted.category
                              and category between wanted.category and wanted.category
                              and not (type = any (?) or type ^@ any (?))
                              and actor_type = any (?)
                              and resource_type = any (?)
                            order by id desc
                            limit ?
                        ) as branch
                        where exists (
                            select
                            from event_count_rollups
                            where grain = 'month'
                              and category = any (?)
                              and not (type = any (?) or type ^@ any (?))
                              and actor_type = any (?)
                        )
                        or exists (
                            select
                            from event_counts
                            where kafka_partition > -2
                              and category = any (?)
                              and not (type = any (?) or type ^@ any (?))
                              and actor_type = any (?)
                        )
                        order by id desc
                        limit ?
                        """);
        assertThat(page.values())
                .containsExactly(
                        List.of("auth", "media"),
                        FIRST_ID,
                        LAST_ID,
                        List.of("media_item.added"),
                        List.of("auth."),
                        List.of("job"),
                        List.of("movie"),
                        51,
                        List.of("auth", "media"),
                        List.of("media_item.added"),
                        List.of("auth."),
                        List.of("job"),
                        List.of("auth", "media"),
                        List.of("media_item.added"),
                        List.of("auth."),
                        List.of("job"),
                        51);
    }

    @Test
    void whatTheCountsKnow_isAskedBeforeRowsAreChecked() {
        // Given
        EventFilter filter =
                EventFilter.builder().category("media").actorType(ActorType.JOB).build();

        // When
        Sql page = page(filter, null, 51);

        // Then
        assertThat(page.text()).endsWith("""
                        ) as branch
                        where exists (
                            select
                            from event_count_rollups
                            where grain = 'month'
                              and category = any (?)
                              and actor_type = any (?)
                        )
                        or exists (
                            select
                            from event_counts
                            where kafka_partition > -2
                              and category = any (?)
                              and actor_type = any (?)
                        )
                        order by id desc
                        limit ?
                        """);
    }

    @Test
    void count_hasTheConditionsOfThePage() {
        // Given
        EventFilter filter = EventFilter.builder()
                .actorType(ActorType.USER)
                .actorId("u-1")
                .severity(Severity.ERROR)
                .build();

        // When
        Sql count = count(filter);

        // Then
        assertThat(count.text()).isEqualTo("""
                        with recursive wanted (actor_type) as (
                            select unnest(?::text[])
                        )
                        select coalesce(sum(branch.n), 0)::bigint as n
                        from wanted
                        cross join lateral (
                            select count(*) as n
                            from events
                            where id >= ?
                              and id < ?
                              and actor_type = wanted.actor_type
                              and actor_id = ?
                              and actor_id between ? and ?
                              and severity = any (?)
                        ) as branch
                        """);
        assertThat(count.values())
                .containsExactly(List.of("user"), FIRST_ID, LAST_ID, "u-1", "u-1", "u-1", List.of("error"));
    }

    @Test
    void count_isOfTheHours_andTheirEdges() {
        // Given
        EventFilter filter = EventFilter.builder()
                .category("media")
                .since(TIME.plusSeconds(60))
                .until(TIME.plusSeconds(3 * 3600))
                .build();

        // When
        Sql count = count(filter);

        // Then
        assertThat(count.text()).isEqualTo("""
                        select (
                            select coalesce(sum(part.n), 0)::bigint
                            from (
                                select sum(n) as n
                                from event_counts
                                where kafka_partition > -2
                                  and bucket >= to_timestamp(?)
                                  and bucket < to_timestamp(?)
                                  and category = any (?)
                                union all
                                select counted.sign * hours.n
                                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as counted (start, stop, sign)
                                cross join lateral (
                                    select sum(n) as n
                                    from event_counts
                                    where kafka_partition = -2
                                      and bucket >= to_timestamp(counted.start)
                                      and bucket < to_timestamp(counted.stop)
                                      and category = any (?)
                                ) as hours
                                union all
                                select counted.sign * longer.n
                                from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) as counted (grain, start, stop, sign)
                                cross join lateral (
                                    select sum(n) as n
                                    from event_count_rollups
                                    where grain = counted.grain
                                      and bucket >= to_timestamp(counted.start)
                                      and bucket < to_timestamp(counted.stop)
                                      and category = any (?)
                                ) as longer
                            ) as part
                        ) + (
                            with recursive wanted (category) as (
                                select unnest(?::text[])
                            )
                            select coalesce(sum(branch.n), 0)::bigint as n
                            from wanted
                            cross join lateral (
                                select count(*) as n
                                from events
                                where id >= ?
                                  and id < ?
                                  and category = wanted.category
                                  and category between wanted.category and wanted.category
                            ) as branch
                        ) + (
                            with recursive wanted (category) as (
                                select unnest(?::text[])
                            )
                            select coalesce(sum(branch.n), 0)::bigint as n
                            from wanted
                            cross join lateral (
                                select count(*) as n
                                from events
                                where id >= ?
                                  and id < ?
                                  and category = wanted.category
                                  and category between wanted.category and wanted.category
                            ) as branch
                        )
                        """);
        assertThat(count.values())
                .containsExactly(
                        TIME.getEpochSecond() + 3600,
                        TIME.getEpochSecond() + 3 * 3600,
                        List.of("media"),
                        new Sql.Numbers(List.of(TIME.getEpochSecond() + 3600)),
                        new Sql.Numbers(List.of(TIME.getEpochSecond() + 3 * 3600)),
                        new Sql.Numbers(List.of(1L)),
                        List.of("media"),
                        List.of(),
                        new Sql.Numbers(List.of()),
                        new Sql.Numbers(List.of()),
                        new Sql.Numbers(List.of()),
                        List.of("media"),
                        List.of("media"),
                        EventIds.lowerBound(TIME.plusSeconds(60)),
                        EventIds.lowerBound(TIME.plusSeconds(3600)),
                        List.of("media"),
                        EventIds.lowerBound(TIME.plusSeconds(3 * 3600)),
                        EventIds.lowerBound(TIME.plusSeconds(3 * 3600)));
    }

    @Test
    void typeAndOtherId_areAskedForInTheOrderOfTheKey() {
        // Given
        EventFilter filter = EventFilter.builder()
                .type("media.added")
                .actorType(ActorType.USER)
                .actorId("u-1")
                .resourceType("movie")
                .resourceId("m-1")
                .build();
        IdRange ids = IdRange.of(filter, null);

        // When
        Sql page = Statements.page(filter, ids, Branches.ways(filter).get(0), 51);

        // Then
        assertThat(page.text()).contains("""
                    where id >= ?
                      and id < ?
                      and actor_type = wanted.actor_type
                      and actor_id = ?
                      and actor_id between ? and ?
                      and (id, type collate "POSIX") < (?, '')
                      and type collate "POSIX" = ?
                      and resource_type = any (?)
                      and resource_id collate "POSIX" = ?
                    order by id desc
                """);
        assertThat(page.values())
                .containsExactly(
                        List.of("user"),
                        FIRST_ID,
                        LAST_ID,
                        "u-1",
                        "u-1",
                        "u-1",
                        LAST_ID,
                        "media.added",
                        List.of("movie"),
                        "m-1",
                        51,
                        51);
    }

    @Test
    void countOfAllKinds_isOfTheTotals() {
        // When
        Sql count = count(EventFilter.ALL);

        // Then
        assertThat(count.text()).endsWith("""
                    cross join lateral (
                        select sum(n) as n
                        from event_count_totals
                        where grain = counted.grain
                          and bucket >= to_timestamp(counted.start)
                          and bucket < to_timestamp(counted.stop)
                    ) as longer
                ) as part
                """);
    }

    @Test
    void countOfTypes_isOfARangeForEach() {
        // Given
        EventFilter filter = EventFilter.builder()
                .type("auth.login")
                .type("media.*")
                .excludeType("media.item.added")
                .build();

        // When
        Sql count = count(filter);

        // Then: all months
        assertThat(count.text()).endsWith("""
                    cross join unnest(?::text[], ?::text[]) as types (start, stop)
                    cross join lateral (
                        select sum(n) as n
                        from event_count_rollups
                        where grain = counted.grain
                          and bucket >= to_timestamp(counted.start)
                          and bucket < to_timestamp(counted.stop)
                          and not (type = any (?) or type ^@ any (?))
                          and type > ''
                          and type >= types.start
                          and type < types.stop
                    ) as longer
                ) as part
                """);
        assertThat(count.values())
                .endsWith(
                        List.of("auth.login", "media."),
                        List.of("auth.login\u0001", "media/"),
                        List.of("media.item.added"),
                        List.of());
    }

    @Test
    void count_isOfRows_whenNoColumnOfTheCountsTells() {
        // Given
        EventFilter byResource = EventFilter.builder().resourceType("movie").build();
        EventFilter byActor =
                EventFilter.builder().actorType(ActorType.USER).actorId("1").build();

        // When, Then
        for (EventFilter filter : List.of(byResource, byActor)) {
            assertThat(count(filter).text()).doesNotContain("event_counts");
        }
    }

    @Test
    void branches_areOverTheFieldThatTellsMost() {
        // Given
        EventFilter.Builder filter = EventFilter.builder().category("media");

        // When, Then: each added field takes over
        assertThat(branched(filter)).containsExactly(Field.CATEGORY);
        assertThat(branched(filter.severity(Severity.ERROR))).containsExactlyInAnyOrder(Field.CATEGORY, Field.SEVERITY);
        assertThat(branched(EventFilter.builder().severity(Severity.INFO))).containsExactly(Field.SEVERITY);
        assertThat(branched(EventFilter.builder().category("media").severity(Severity.INFO)))
                .containsExactly(Field.CATEGORY);
        assertThat(branched(EventFilter.builder().severity(Severity.ERROR).type("auth.login")))
                .containsExactlyInAnyOrder(Field.TYPE, Field.EXCLUDED_TYPE, Field.SEVERITY);
        assertThat(branched(EventFilter.builder().severity(Severity.INFO).type("auth.login")))
                .containsExactlyInAnyOrder(Field.TYPE, Field.EXCLUDED_TYPE);
        assertThat(branched(filter.type("auth.*"))).containsExactlyInAnyOrder(Field.TYPE, Field.EXCLUDED_TYPE);
        assertThat(branched(filter.actorType(ActorType.USER).actorId("1"))).containsExactly(Field.ACTOR);
        assertThat(branched(filter.resourceType("movie").resourceId("1"))).containsExactly(Field.RESOURCE);
    }

    @Test
    void excludedTypes_areNoBranch() {
        // Given
        EventFilter filter = EventFilter.builder()
                .type("auth.login")
                .type("auth.logout")
                .excludeType("auth.login")
                .build();

        // When
        Sql page = page(filter, null, 51);

        // Then
        assertThat(page.values()).containsExactly(List.of("auth.logout"), FIRST_ID, LAST_ID, 51, 51);
    }

    @Test
    void times_areIdBounds_roundedUp() {
        // Given
        EventFilter filter = EventFilter.builder()
                .since(TIME.plusNanos(1))
                .until(TIME.plusSeconds(1))
                .build();

        // When
        Sql page = page(filter, null, 51);

        // Then
        assertThat(page.values())
                .containsExactly(EventIds.lowerBound(TIME.plusMillis(1)), EventIds.lowerBound(TIME.plusSeconds(1)), 51);
    }

    @Test
    void cursor_isAnUpperBound_unlessTheFilterEndsBefore() {
        // Given
        EventFilter filter = EventFilter.builder().until(TIME).build();
        UUID earlier = EventIds.lowerBound(TIME.minusSeconds(1));
        UUID later = EventIds.lowerBound(TIME.plusSeconds(1));

        // When, Then
        assertThat(page(filter, earlier, 51).values()).contains(earlier);
        assertThat(page(filter, later, 51).values())
                .contains(EventIds.lowerBound(TIME))
                .doesNotContain(later);
    }

    @Test
    void statements_areFew_andHoldNoValue() throws SQLException {
        // Given
        long seed = 42;
        Generated generated = new Generated(seed);
        Set<String> texts = new HashSet<>();

        // When
        for (int i = 0; i < 20_000; i++) {
            EventFilter filter = generated.filter();
            IdRange ids = IdRange.of(filter, null);
            for (long counted : new long[] {0, Long.MAX_VALUE}) {
                RarerWay.Asking asking = asked -> {
                    texts.add(asked.text());
                    boolean mayBeNeither = asked.text().contains("of_first");
                    return mayBeNeither
                            ? Optional.empty()
                            : Optional.of(asked.text().contains("event_counts") ? counted : 0);
                };
                Branches toFind = RarerWay.toFind(filter, ids, TIME, asking);
                Branches toCount = RarerWay.toCount(filter, ids, TIME, asking);
                texts.add(Statements.page(filter, ids, toFind, 1 + i % 500).text());
                texts.add(CountStatements.count(filter, ids, toCount).text());
            }
            for (Branches way : Branches.ways(filter)) {
                texts.add(Statements.page(filter, ids, way, 1 + i % 500).text());
                texts.add(CountStatements.count(filter, ids, way).text());
            }
        }

        // Then: they depend on which fields are given, not on how many values, bounds or rows
        assertThat(texts).hasSizeLessThan(450);
        assertThat(texts).noneMatch(text -> text.contains("media") || text.contains("u-1") || text.contains("user"));
    }

    /** The way that is taken where there is no choice. */
    private static Sql page(EventFilter filter, @Nullable UUID before, int rows) {
        return Statements.page(filter, IdRange.of(filter, before), Branches.of(filter), rows);
    }

    private static Sql count(EventFilter filter) {
        return CountStatements.count(filter, IdRange.of(filter, null), Branches.of(filter));
    }

    private static Set<Field> branched(EventFilter.Builder filter) {
        EventFilter built = filter.build();
        return Branches.of(built).fields();
    }
}
