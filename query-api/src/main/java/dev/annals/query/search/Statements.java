package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of the table. Page and count of a filter share the {@link Conditions}, so they cannot disagree. */
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
                    n = %s as %s
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

    /** Rows of a branch that a glance looks at, for a page of less than half of them: a millisecond's work, if they are in memory. */
    private static final int LOOKED_AT = 500;

    private static final String PAGE_BY_PRIMARY_KEY = """
            select
                %s
            from events
            where %s
            order by id desc
            limit %s
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
        List<Branches> ways = Branches.ways(filter);
        if (ways.size() > 1) {
            return RarerWay.of(
                    ways,
                    ids,
                    Sql.of("either.*"),
                    (branches, condition) -> page(filter, ids, branches, condition, rows),
                    Sql.of("order by id desc\nlimit %s", rows));
        }
        Optional<Branches> branches = Branches.of(filter);
        Optional<Sql> condition = CountedKinds.ifThereAreAny(filter, branches.orElse(Branches.ALL));
        return branches.isEmpty() && condition.isEmpty()
                ? Sql.of(PAGE_BY_PRIMARY_KEY, EventRow.COLUMNS, Branches.ALL.where(filter, ids), rows)
                : page(filter, ids, branches.orElse(Branches.ALL), condition.orElse(Sql.EMPTY), rows);
    }

    private static Sql page(EventFilter filter, IdRange ids, Branches branches, Sql condition, int rows) {
        return Sql.of(
                PAGE_OF_BRANCHES,
                branches.wanted(),
                EventRow.COLUMNS,
                branches.where(filter, ids),
                rows,
                condition,
                rows);
    }

    /**
     * A page where a glance at one index shows it all. None where no other index finds the same events, and so no other statement would
     * be better.
     */
    static Optional<Sql> glance(EventFilter filter, @Nullable UUID before, int rows) {
        if (Branches.ways(filter).size() < 2) {
            return Optional.empty();
        }
        return Branches.of(filter).map(branches -> glance(filter, IdRange.of(filter, before), branches, rows));
    }

    private static Sql glance(EventFilter filter, IdRange ids, Branches branches, int rows) {
        Set<Field> others = new HashSet<>(branches.fields());
        others.add(Field.EXCLUDED_TYPE);
        List<Sql> checked = Conditions.of(filter, others);
        checked.add(Conditions.excluded(filter)); // also where nothing is: half as many statements
        int lookedAt = Math.max(LOOKED_AT, 2 * rows);
        return Sql.of(
                GLANCE,
                branches.wanted(),
                EventRow.COLUMNS,
                lookedAt,
                Sql.of(IS_END),
                EventRow.COLUMNS,
                branches.range(ids),
                lookedAt,
                lookedAt,
                Sql.and(checked),
                rows,
                rows);
    }
}
