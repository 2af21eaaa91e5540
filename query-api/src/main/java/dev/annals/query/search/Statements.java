package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
            select coalesce(sum(branch.n), 0)::bigint
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

    private static final String COUNT_BY_HOUR = """
            select coalesce(sum(n), 0)::bigint
            from event_counts
            where %s
            """;

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
        return Branches.of(filter, ids)
                .map(branches -> Sql.of(
                        PAGE_OF_BRANCHES,
                        branches.wanted(),
                        EventRow.COLUMNS,
                        where(filter, ids, branches.match(), branches.fields()),
                        rows,
                        rows))
                .orElseGet(() ->
                        Sql.of(PAGE_BY_PRIMARY_KEY, EventRow.COLUMNS, where(filter, ids, List.of(), Set.of()), rows));
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
        List<Sql> conditions = new ArrayList<>();
        conditions.add(Sql.of("bucket >= to_timestamp(%s)", hours.from().getEpochSecond()));
        conditions.add(Sql.of("bucket < to_timestamp(%s)", hours.to().getEpochSecond()));
        conditions.addAll(Conditions.of(filter, Set.of()));
        List<Sql> sum = new ArrayList<>();
        sum.add(Sql.of(COUNT_BY_HOUR, Sql.and(conditions)));
        hours.edges().forEach(edge -> sum.add(countOfRows(filter, edge)));
        return switch (hours.edges().size()) {
            case 0 -> sum.get(0);
            case 1 -> Sql.of(COUNT_BY_HOUR_AND_ONE_EDGE, sum.toArray());
            default -> Sql.of(COUNT_BY_HOUR_AND_TWO_EDGES, sum.toArray());
        };
    }

    private static Sql countOfRows(EventFilter filter, IdRange ids) {
        return Branches.of(filter, ids)
                .map(branches -> Sql.of(
                        COUNT_OF_BRANCHES, branches.wanted(), where(filter, ids, branches.match(), branches.fields())))
                .orElseGet(() -> Sql.of(COUNT, where(filter, ids, List.of(), Set.of())));
    }

    private static Sql where(EventFilter filter, IdRange ids, List<Sql> match, Set<Field> branched) {
        List<Sql> conditions = new ArrayList<>();
        conditions.add(Sql.of("id >= %s", ids.from()));
        conditions.add(Sql.of("id < %s", ids.to()));
        conditions.addAll(match);
        conditions.addAll(Conditions.of(filter, branched));
        return Sql.and(conditions);
    }
}
