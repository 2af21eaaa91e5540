package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

    /** What {@code offset} parts is planned apart: else the primary key would be walked, which is in the order that is asked for. */
    private static final String PAGE_OF_SORTED_BRANCHES = """
            with %s
            select branch.id
            from wanted
            cross join lateral (
                select id
                from events
                where %s
                offset 0
            ) as branch
            order by id desc
            limit %s
            """;

    /** Of what an index found, which has all that is asked for: rows that do not match are not read. */
    private static final String ROWS_OF_IDS = """
            select event.*
            from (
                %s
            ) as matching
            cross join lateral (
                select
                    %s
                from events
                where id = matching.id
                  and id >= %s
                  and id < %s
                limit 1
            ) as event
            order by matching.id desc
            """;

    private static final String PAGE_BY_PRIMARY_KEY = """
            select
                %s
            from events
            where %s
            order by id desc
            limit %s
            """;

    private static final Sql ID = Sql.of("id");

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

    /** @param branches the way to find them */
    static Sql page(EventFilter filter, IdRange ids, Branches branches, int rows) {
        if (!branches.areInOrder()) {
            return rowsOf(Sql.of(PAGE_OF_SORTED_BRANCHES, branches.wanted(), branches.where(filter, ids), rows), ids);
        }
        if (isCheckedInIndex(filter, branches)) {
            return rowsOf(page(filter, ids, branches, ID, Sql.EMPTY, rows), ids);
        }
        Optional<Sql> condition = CountedKinds.ifThereAreAny(filter, branches);
        return branches.equals(Branches.ALL) && condition.isEmpty()
                ? Sql.of(PAGE_BY_PRIMARY_KEY, EventRow.COLUMNS, branches.where(filter, ids), rows)
                : page(filter, ids, branches, EventRow.COLUMNS, condition.orElse(Sql.EMPTY), rows);
    }

    private static Sql page(EventFilter filter, IdRange ids, Branches branches, Sql columns, Sql condition, int rows) {
        return Sql.of(PAGE_OF_BRANCHES, branches.wanted(), columns, branches.where(filter, ids), rows, condition, rows);
    }

    /**
     * Beside its key, that is: one type, or another id, is compared before a row is read, in any statement. Of the kind of thing that the
     * other id is of, the row is asked.
     */
    private static boolean isCheckedInIndex(EventFilter filter, Branches branches) {
        return branches.isCovered()
                && !Conditions.of(filter, branches.fieldsOfKey(filter)).isEmpty();
    }

    private static Sql rowsOf(Sql matching, IdRange ids) {
        return Sql.of(ROWS_OF_IDS, matching, EventRow.COLUMNS, ids.from(), ids.to());
    }
}
