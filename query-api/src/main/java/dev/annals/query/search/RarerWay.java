package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The choice between two ways to the same events, as for what an actor did to a resource: quickest is the one on which there are fewer
 * to pass, which no generic plan knows.
 *
 * <p>Of two indexes in the order of the events' ids, how far back the latest 200 of each reach tells, or 20 where rows are dearer to check: of late they are rarer where that is further,
 * and where there are not so many. It is asked before the search itself, so that the search opens the partitions for one index only.
 *
 * <p>Resources by their types only are in no such order: what is found of them elsewhere has to be checked, to the last event where there
 * is none. Where there are few of late, and not many before, all are found in their index.
 */
final class RarerWay {

    /** No row where there are not so many of either. */
    private static final String IS_FIRST_RARER = """
            with reach as materialized (
                select
                    (
                        %s
                    ) as of_first,
                    (
                        %s
                    ) as of_second
            )
            select coalesce(of_first < of_second, of_second is not null)
            from reach
            where of_first is not null
               or of_second is not null
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

    private static final String ARE_LESS = """
            with %s
            select count(*) < %s
            from (
                select
                from wanted
                cross join lateral (
                    select
                    from events
                    where %s
                    limit %s
                ) as branch
                limit %s
            ) as found
            """;

    /** A parameter: where PostgreSQL knows the number it may expect fewer rows than that, and sorts all there are. */
    private static final int REACH = 200;

    /** Of an index for which rows have to be read: each costs ten times an entry that tells all. */
    private static final int REACH_BY_ROWS = REACH / 10;

    /** Of what is rare of late: it takes some tens of milliseconds, and to look for it among all others seconds. */
    private static final int FEW_TO_SORT = 20_000;

    /** What is frequent has so many in it; to open all partitions of a year takes longer than to look into these. */
    private static final Duration OF_LATE = Duration.ofDays(8 * 7);

    private RarerWay() {}

    /** The branches that are quickest. Where there is no choice nothing is asked. */
    static Branches of(EventFilter filter, IdRange ids, Instant now, Asking asking) throws SQLException {
        List<Branches> ways = Branches.ways(filter);
        if (ways.size() < 2) {
            return Branches.of(filter);
        }
        IdRange ofLate = ids.last(OF_LATE, now);
        if (Branches.areOfResourceTypes(filter)) {
            boolean areFew = areLessThan(REACH, filter, ofLate, asking)
                    && (ofLate.equals(ids) || areLessThan(FEW_TO_SORT, filter, ids, asking));
            return ways.get(areFew ? 0 : 1);
        }
        Optional<Boolean> isFirst = asking.ask(isFirstRarer(ways, ofLate));
        if (isFirst.isEmpty() && !ofLate.equals(ids)) {
            isFirst = asking.ask(isFirstRarer(ways, ids));
        }
        return ways.get(isFirst.orElse(true) ? 0 : 1);
    }

    private static boolean areLessThan(int events, EventFilter filter, IdRange ids, Asking asking) throws SQLException {
        Branches branches = Branches.ofResourceTypes(filter);
        return asking.ask(Sql.of(ARE_LESS, branches.wanted(), events, branches.range(ids), events, events))
                .orElse(false);
    }

    private static Sql isFirstRarer(List<Branches> ways, IdRange ids) {
        return Sql.of(IS_FIRST_RARER, reach(ways.get(0), ids), reach(ways.get(1), ids));
    }

    private static Sql reach(Branches branches, IdRange ids) {
        int reach = branches.isCovered() ? REACH : REACH_BY_ROWS;
        return Sql.of(REACH_OF_BRANCHES, branches.wanted(), branches.range(ids), reach, reach - 1);
    }

    /** Asks for the first column of the one row that there may be. */
    interface Asking {
        Optional<Boolean> ask(Sql sql) throws SQLException;
    }
}
