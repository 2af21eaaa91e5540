package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.util.ArrayList;
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

    private Statements() {}

    static Sql event(UUID id) {
        return Sql.of(ONE_EVENT, EventRow.COLUMNS, id);
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

    static Sql count(EventFilter filter) {
        IdRange ids = IdRange.of(filter, null);
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
