package dev.annals.query.search;

import java.util.List;
import java.util.function.BiFunction;

/** One statement for two ways to find the same events, which takes the one that has fewer to look at. */
final class RarerWay {

    /**
     * Where two indexes find what is asked for, as for what an actor did to a resource, quickest does the one of which there are fewer
     * events, which no generic plan knows. How far back the latest 200 of each reach tells, or 20 where rows are dearer to check: of late
     * they are rarer where that is further, and where there are not so many. Of the two parts one has no branch.
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

    /** Of an index for which rows have to be read: each costs ten times an entry that tells all. */
    private static final int REACH_BY_ROWS = REACH / 10;

    private static final Sql IF_FIRST_IS_RARER = Sql.of("\nwhere (select is_first from rarer)");
    private static final Sql IF_SECOND_IS_RARER = Sql.of("\nwhere not (select is_first from rarer)");

    private RarerWay() {}

    /**
     * @param ways two
     * @param part the statement for one of them, and when it is wanted
     */
    static Sql of(List<Branches> ways, IdRange ids, Sql columns, BiFunction<Branches, Sql, Sql> part, Sql end) {
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
        int reach = branches.isCovered() ? REACH : REACH_BY_ROWS;
        return Sql.of(REACH_OF_BRANCHES, branches.wanted(), branches.range(ids), reach, reach - 1);
    }
}
