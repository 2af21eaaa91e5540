package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.query.search.CountedRange.Grain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
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
            ) as branch%s
            order by id desc
            limit %s
            """;

    /** True of the row at which a glance stops. */
    static final String IS_END = "is_end";

    /** The same, of so many rows of each branch; where a branch has more, with the row at which it stops. */
    private static final String GLANCE = """
            with recursive %s
            select branch.*
            from wanted
            cross join lateral (
                select
                    %s,
                    n = %s as is_end
                from (
                    select
                        %s,
                        row_number() over (order by id desc) as n
                    from events
                    where %s
                    order by id desc
                    limit %s
                ) as looked_at
                where n = %s or (
                    %s
                )
                order by id desc
                limit %s
            ) as branch
            order by id desc
            limit %s
            """;

    /** Rows of a branch: it takes less than a millisecond to see that these are not enough. */
    private static final int LOOKED_AT = 500;

    /**
     * Whether there may be such events at all, by the counts: else rows of a frequent type would be read to the last for a category in which
     * it never occurs. Counts change together with rows, so none is missing.
     */
    private static final String IF_ANY_IS_COUNTED = """

            where exists (
                select
                from event_counts
                where %s
            )
            or exists (
                select
                from event_count_rollups%s
                where %s
            )
            """;

    /**
     * Where two indexes find what is asked for, as for what an actor did to a resource, quickest does the one of which there are fewer
     * events, which no generic plan knows. How far back the latest 200 of each reach tells: of late they are rarer where that is further,
     * and where there are not so many. Of the two parts one has no branch.
     */
    private static final String OF_EITHER = """
            with reach as materialized (
                select
                    (
                        %s
                    ) as of_first,
                    (
                        %s
                    ) as of_second
            ),
            rarer as materialized (
                select of_first is null or coalesce(of_first < of_second, false) as is_first
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
            with recursive %s
            select branch.id
            from wanted
            cross join lateral (
                select id
                from events
                where %s
                order by id desc
                limit %s
            ) as branch
            order by id desc
            offset %s
            limit 1
            """;

    /** A parameter: where PostgreSQL knows the number it may expect fewer rows than that, and sorts all there are. */
    private static final int REACH = 200;

    private static final Sql IF_FIRST_IS_RARER = Sql.of("\nwhere (select is_first from rarer)");
    private static final Sql IF_SECOND_IS_RARER = Sql.of("\nwhere not (select is_first from rarer)");
    private static final Sql ALWAYS = Sql.of("");

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
            ) as branch%s
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
        List<Branches> ways = Branches.byId(filter);
        if (ways.size() > 1) {
            return ofEither(
                    ways,
                    ids,
                    Sql.of("either.*"),
                    (branches, condition) -> page(filter, ids, branches, condition, rows),
                    Sql.of("order by id desc\nlimit %s", rows));
        }
        Optional<Branches> branches = Branches.of(filter);
        Sql condition = ifAnyIsCounted(filter, branches.orElse(Branches.ALL));
        return branches.isEmpty() && condition.equals(ALWAYS)
                ? Sql.of(PAGE_BY_PRIMARY_KEY, EventRow.COLUMNS, where(filter, ids, List.of(), Set.of()), rows)
                : page(filter, ids, branches.orElse(Branches.ALL), condition, rows);
    }

    /** Only where rows are checked for what the counts know. */
    private static Sql ifAnyIsCounted(EventFilter filter, Branches branches) {
        if (!isCountedByHour(filter) || Conditions.of(filter, branches.fields()).isEmpty()) {
            return ALWAYS;
        }
        return Sql.of(
                IF_ANY_IS_COUNTED,
                and(Conditions.of(filter, Set.of()), Sql.of("kafka_partition > -2")),
                eachType(filter),
                and(rolledUp(filter), Sql.of("grain = 'month'")));
    }

    private static Sql page(EventFilter filter, IdRange ids, Branches branches, Sql condition, int rows) {
        return Sql.of(
                PAGE_OF_BRANCHES,
                branches.wanted(),
                EventRow.COLUMNS,
                where(filter, ids, branches.match(), branches.fields()),
                rows,
                condition,
                rows);
    }

    /**
     * A page where a glance at one index shows it all. None where no other index finds the same events, and so no other statement would
     * be better.
     */
    static Optional<Sql> glance(EventFilter filter, @Nullable UUID before, int rows) {
        if (Branches.byId(filter).size() < 2) {
            return Optional.empty();
        }
        return Branches.of(filter).map(branches -> glance(filter, IdRange.of(filter, before), branches, rows));
    }

    private static Sql glance(EventFilter filter, IdRange ids, Branches branches, int rows) {
        Set<Field> others = new HashSet<>(branches.fields());
        others.add(Field.EXCLUDED_TYPE);
        List<Sql> checked = Conditions.of(filter, others);
        checked.add(Conditions.excluded(filter)); // also where nothing is: half as many statements
        return Sql.of(
                GLANCE,
                branches.wanted(),
                EventRow.COLUMNS,
                LOOKED_AT,
                EventRow.COLUMNS,
                within(ids, branches.match()),
                LOOKED_AT,
                LOOKED_AT,
                Sql.and(checked),
                rows,
                rows);
    }

    /** @param part the statement for some branches, and when they are wanted */
    private static Sql ofEither(
            List<Branches> ways, IdRange ids, Sql columns, BiFunction<Branches, Sql, Sql> part, Sql end) {
        Branches first = ways.get(0);
        Branches second = ways.get(1);
        return Sql.of(
                OF_EITHER,
                reach(first, ids),
                reach(second, ids),
                columns,
                part.apply(first, IF_FIRST_IS_RARER),
                part.apply(second, IF_SECOND_IS_RARER),
                end);
    }

    private static Sql reach(Branches branches, IdRange ids) {
        return Sql.of(REACH_OF_BRANCHES, branches.wanted(), within(ids, branches.match()), REACH, REACH - 1);
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
        List<Sql> rolledUp = rolledUp(filter);
        Sql eachType = eachType(filter);
        return Sql.of(
                COUNT_OF_HOURS,
                notRolledUp,
                numbers(ofHours, range -> range.from().getEpochSecond()),
                numbers(ofHours, range -> range.to().getEpochSecond()),
                numbers(ofHours, range -> (long) range.sign()),
                eachType,
                and(rolledUp, Sql.of("kafka_partition = -2"), IN_COUNTED_RANGE),
                longer.stream().map(range -> range.grain().wireName()).toList(),
                numbers(longer, range -> range.from().getEpochSecond()),
                numbers(longer, range -> range.to().getEpochSecond()),
                numbers(longer, range -> (long) range.sign()),
                eachType,
                and(rolledUp, Sql.of("grain = counted.grain"), IN_COUNTED_RANGE));
    }

    /** The ranges of the types that are asked for, each of which is one of an index. */
    private static Sql eachType(EventFilter filter) {
        TypeSet types = TypeSet.of(filter.types());
        return filter.types().isEmpty() ? Sql.of("") : Sql.of(EACH_TYPE, types.starts(), types.ends());
    }

    /** Conditions on what is rolled up, of {@link #eachType} where there are types. */
    private static List<Sql> rolledUp(EventFilter filter) {
        List<Sql> conditions = new ArrayList<>(Conditions.of(filter, Set.of(Field.TYPE)));
        if (!filter.types().isEmpty()) {
            conditions.add(IS_OF_TYPE);
        }
        return conditions;
    }

    private static Sql.Numbers numbers(List<CountedRange> ranges, Function<CountedRange, Long> number) {
        return new Sql.Numbers(ranges.stream().map(number).toList());
    }

    /** Of the rows themselves, whatever is counted by the hour. */
    static Sql countOfRows(EventFilter filter, IdRange ids) {
        List<Branches> ways = Branches.byId(filter);
        if (ways.size() > 1) {
            return ofEither(
                    ways,
                    ids,
                    Sql.of("sum(n)::bigint"),
                    (branches, condition) -> countOfRows(filter, ids, branches, condition),
                    ALWAYS);
        }
        return Branches.of(filter)
                .map(branches -> countOfRows(filter, ids, branches, ALWAYS))
                .orElseGet(() -> Sql.of(COUNT, where(filter, ids, List.of(), Set.of())));
    }

    private static Sql countOfRows(EventFilter filter, IdRange ids, Branches branches, Sql condition) {
        return Sql.of(
                COUNT_OF_BRANCHES,
                branches.wanted(),
                where(filter, ids, branches.match(), branches.fields()),
                condition);
    }

    private static Sql where(EventFilter filter, IdRange ids, List<Sql> match, Set<Field> branched) {
        List<Sql> conditions = new ArrayList<>(match);
        conditions.addAll(Conditions.of(filter, branched));
        return within(ids, conditions);
    }

    private static Sql within(IdRange ids, List<Sql> conditions) {
        return and(conditions, Sql.of("id >= %s", ids.from()), Sql.of("id < %s", ids.to()));
    }

    /** The {@code first} ones say where to look, the others what to leave out. */
    private static Sql and(List<Sql> conditions, Sql... first) {
        List<Sql> all = new ArrayList<>(List.of(first));
        all.addAll(conditions);
        return Sql.and(all);
    }
}
