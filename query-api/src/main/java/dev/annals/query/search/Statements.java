package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.query.search.CountedRange.Grain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is asked of the table. Page and count of a filter share their conditions, so they cannot disagree. */
final class Statements {

    private static final String ONE_EVENT = """
            select
                %s
            from events
            where id = %s
            """;

    /**
     * Each id finds its one partition. With {@code id = any (…)} a generic plan would look into every partition, because
     * PostgreSQL leaves partitions out for single values and ranges of parameters only; hence the bounds as well, which
     * let the plan start with the partitions between them.
     */
    private static final String EVENTS = """
            select event.*
            from unnest(%s::uuid[]) as wanted (id)
            cross join lateral (
                select
                    %s
                from events
                where id = wanted.id
                  and id between %s and %s
                limit 1
            ) as event
            """;

    private static final String PAGE_OF_BRANCHES = """
            with recursive %s
            select branch.*
            from wanted
            cross join lateral (
                select
                    %s
                from events
                where %s
                order by id desc
                limit %s
            ) as branch
            order by id desc
            limit %s
            """;

    /**
     * What an actor did to a resource, both by id. Either index finds it, and quickest does the one of which there are fewer events,
     * which no generic plan knows. How far back the latest 200 of each reach tells: of late they are rarer where that is further, and
     * where there are not so many. Of the two parts one has no branch.
     */
    private static final String OF_ACTOR_OR_RESOURCE = """
            with reach as materialized (
                select
                    (
                        %s
                    ) as of_actor,
                    (
                        %s
                    ) as of_resource
            ),
            rarer as materialized (
                select of_actor is null or coalesce(of_actor < of_resource, false) as is_actor
                from reach
            )
            select %s
            from (
                (
                    %s
                )
                union all
                (
                    %s
                )
            ) as either
            %s
            """;

    private static final String REACH_OF_BRANCHES = """
            with %s
            select branch.id
            from wanted
            cross join lateral (
                select id
                from events
                where %s
                order by id desc
                limit 200
            ) as branch
            order by id desc
            offset 199
            limit 1
            """;

    private static final Sql ACTOR_IS_RARER = Sql.of("(select is_actor from rarer)");
    private static final Sql RESOURCE_IS_RARER = Sql.of("not (select is_actor from rarer)");

    private static final String PAGE_BY_PRIMARY_KEY = """
            select
                %s
            from events
            where %s
            order by id desc
            limit %s
            """;

    private static final String COUNT_OF_BRANCHES = """
            with recursive %s
            select coalesce(sum(branch.n), 0)::bigint as n
            from wanted
            cross join lateral (
                select count(*) as n
                from events
                where %s
            ) as branch
            """;

    private static final String COUNT = """
            select count(*)
            from events
            where %s
            """;

    /**
     * What is not rolled up yet lies somewhere in the range; the rest is in as few rows as possible. Each part is a sum of its
     * own, so that a generic plan takes a range of an index for it, whatever the arrays hold.
     */
    private static final String COUNT_OF_HOURS = """
            select coalesce(sum(part.n), 0)::bigint
            from (
                select sum(n) as n
                from event_counts
                where %s
                union all
                select counted.sign * hours.n
                from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as counted (start, stop, sign)%s
                cross join lateral (
                    select sum(n) as n
                    from event_counts
                    where %s
                ) as hours
                union all
                select counted.sign * longer.n
                from unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) as counted (grain, start, stop, sign)%s
                cross join lateral (
                    select sum(n) as n
                    from event_count_rollups
                    where %s
                ) as longer
            ) as part
            """;

    private static final Sql IN_COUNTED_RANGE =
            Sql.of("bucket >= to_timestamp(counted.start)\n  and bucket < to_timestamp(counted.stop)");

    private static final String EACH_TYPE = "\ncross join unnest(%s::text[], %s::text[]) as types (start, stop)";
    private static final Sql IS_OF_TYPE = Sql.of("type >= types.start\n  and type < types.stop");

    private static final String COUNT_BY_HOUR_AND_ONE_EDGE = """
            select (
                %s
            ) + (
                %s
            )
            """;

    private static final String COUNT_BY_HOUR_AND_TWO_EDGES = """
            select (
                %s
            ) + (
                %s
            ) + (
                %s
            )
            """;

    private Statements() {}

    static Sql event(UUID id) {
        return Sql.of(ONE_EVENT, EventRow.COLUMNS, id);
    }

    /** @param ids at least one */
    static Sql events(Collection<UUID> ids) {
        return Sql.of(
                EVENTS,
                List.copyOf(ids),
                EventRow.COLUMNS,
                Collections.min(ids, EventIds.ORDER),
                Collections.max(ids, EventIds.ORDER));
    }

    static Sql page(EventFilter filter, @Nullable UUID before, int rows) {
        IdRange ids = IdRange.of(filter, before);
        if (filter.actorId() != null && filter.resourceId() != null) {
            return ofActorOrResource(
                    filter,
                    ids,
                    Sql.of("either.*"),
                    branches -> page(filter, ids, branches, rows),
                    Sql.of("order by id desc\nlimit %s", rows));
        }
        return Branches.of(filter)
                .map(branches -> page(filter, ids, branches, rows))
                .orElseGet(() ->
                        Sql.of(PAGE_BY_PRIMARY_KEY, EventRow.COLUMNS, where(filter, ids, List.of(), Set.of()), rows));
    }

    private static Sql page(EventFilter filter, IdRange ids, Branches branches, int rows) {
        return Sql.of(
                PAGE_OF_BRANCHES,
                branches.wanted(),
                EventRow.COLUMNS,
                where(filter, ids, branches.match(), branches.fields()),
                rows,
                rows);
    }

    /** @param part the statement for some branches */
    private static Sql ofActorOrResource(
            EventFilter filter, IdRange ids, Sql columns, Function<Branches, Sql> part, Sql end) {
        String actor = Objects.requireNonNull(filter.actorId());
        String resource = Objects.requireNonNull(filter.resourceId());
        return Sql.of(
                OF_ACTOR_OR_RESOURCE,
                reach(Branches.ofActors(filter, actor), ids),
                reach(Branches.ofResources(filter, resource), ids),
                columns,
                part.apply(Branches.ofActorsIf(ACTOR_IS_RARER, filter, actor)),
                part.apply(Branches.ofResourcesIf(RESOURCE_IS_RARER, filter, resource)),
                end);
    }

    private static Sql reach(Branches branches, IdRange ids) {
        return Sql.of(
                REACH_OF_BRANCHES,
                branches.wanted(),
                and(branches.match(), Sql.of("id >= %s", ids.from()), Sql.of("id < %s", ids.to())));
    }

    /**
     * From the counts by hour as far as they know, in one statement with what they do not know: rows and counts change
     * together, so only one snapshot of both gives an exact sum.
     */
    static Sql count(EventFilter filter) {
        IdRange ids = IdRange.of(filter, null);
        if (!isCountedByHour(filter)) {
            return countOfRows(filter, ids);
        }
        return WholeHours.in(ids).map(hours -> countByHour(filter, hours)).orElseGet(() -> countOfRows(filter, ids));
    }

    /** Whether every column the filter asks for is one of event_counts. */
    private static boolean isCountedByHour(EventFilter filter) {
        return filter.actorId() == null && filter.resourceTypes().isEmpty();
    }

    private static Sql countByHour(EventFilter filter, WholeHours hours) {
        List<Sql> sum = new ArrayList<>();
        sum.add(countOfHours(filter, hours));
        hours.edges().forEach(edge -> sum.add(countOfRows(filter, edge)));
        return switch (hours.edges().size()) {
            case 0 -> sum.get(0);
            case 1 -> Sql.of(COUNT_BY_HOUR_AND_ONE_EDGE, sum.toArray());
            default -> Sql.of(COUNT_BY_HOUR_AND_TWO_EDGES, sum.toArray());
        };
    }

    private static Sql countOfHours(EventFilter filter, WholeHours hours) {
        List<CountedRange> ofHours = new ArrayList<>(CountedRange.of(hours.from(), hours.to()));
        List<CountedRange> longer =
                ofHours.stream().filter(range -> range.grain() != Grain.HOUR).toList();
        ofHours.removeAll(longer);
        Sql notRolledUp = and(
                Conditions.of(filter, Set.of()),
                Sql.of("kafka_partition > -2"),
                Sql.of("bucket >= to_timestamp(%s)", hours.from().getEpochSecond()),
                Sql.of("bucket < to_timestamp(%s)", hours.to().getEpochSecond()));
        List<Sql> conditions = Conditions.of(filter, Set.of(Field.TYPE));
        Sql eachType = Sql.of("");
        if (!filter.types().isEmpty()) {
            TypeSet types = TypeSet.of(filter.types());
            eachType = Sql.of(EACH_TYPE, types.starts(), types.ends());
            conditions.add(IS_OF_TYPE);
        }
        return Sql.of(
                COUNT_OF_HOURS,
                notRolledUp,
                numbers(ofHours, range -> range.from().getEpochSecond()),
                numbers(ofHours, range -> range.to().getEpochSecond()),
                numbers(ofHours, range -> (long) range.sign()),
                eachType,
                and(conditions, Sql.of("kafka_partition = -2"), IN_COUNTED_RANGE),
                longer.stream().map(range -> range.grain().wireName()).toList(),
                numbers(longer, range -> range.from().getEpochSecond()),
                numbers(longer, range -> range.to().getEpochSecond()),
                numbers(longer, range -> (long) range.sign()),
                eachType,
                and(conditions, Sql.of("grain = counted.grain"), IN_COUNTED_RANGE));
    }

    private static Sql.Numbers numbers(List<CountedRange> ranges, Function<CountedRange, Long> number) {
        return new Sql.Numbers(ranges.stream().map(number).toList());
    }

    /** Of the rows themselves, whatever is counted by the hour. */
    static Sql countOfRows(EventFilter filter, IdRange ids) {
        if (filter.actorId() != null && filter.resourceId() != null) {
            return ofActorOrResource(
                    filter, ids, Sql.of("sum(n)::bigint"), branches -> countOfRows(filter, ids, branches), Sql.of(""));
        }
        return Branches.of(filter)
                .map(branches -> countOfRows(filter, ids, branches))
                .orElseGet(() -> Sql.of(COUNT, where(filter, ids, List.of(), Set.of())));
    }

    private static Sql countOfRows(EventFilter filter, IdRange ids, Branches branches) {
        return Sql.of(COUNT_OF_BRANCHES, branches.wanted(), where(filter, ids, branches.match(), branches.fields()));
    }

    private static Sql where(EventFilter filter, IdRange ids, List<Sql> match, Set<Field> branched) {
        List<Sql> conditions = new ArrayList<>(match);
        conditions.addAll(Conditions.of(filter, branched));
        return and(conditions, Sql.of("id >= %s", ids.from()), Sql.of("id < %s", ids.to()));
    }

    /** The {@code first} ones say where to look, the others what to leave out. */
    private static Sql and(List<Sql> conditions, Sql... first) {
        List<Sql> all = new ArrayList<>(List.of(first));
        all.addAll(conditions);
        return Sql.and(all);
    }
}
