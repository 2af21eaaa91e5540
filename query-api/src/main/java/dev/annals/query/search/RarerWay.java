package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The quickest way to find or count what a filter asks for, where no generic plan knows it. For types of resources without an id see
 * {@link ResourceTypesWay}.
 *
 * <p>Two indexes find what an actor did to a resource, or what either did of a type: quickest is the one in which there are fewer to
 * pass. How far back the latest 200 of each reach tells, or 20 where rows are dearer to check: of late they are rarer where that is
 * further, and where there are not so many. It is asked before the search itself, so that the search opens the partitions for one index
 * only.
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
            select coalesce(of_first < of_second, of_second is not null)::int
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

    /** A parameter: where PostgreSQL knows the number it may expect fewer rows than that, and sorts all there are. */
    private static final int REACH = 200;

    /** Of an index for which rows have to be read: each costs ten times an entry that tells all. */
    private static final int REACH_BY_ROWS = REACH / 10;

    /** What is frequent has so many in it; to open all partitions of a year takes longer than to look into these. */
    static final Duration OF_LATE = Duration.ofDays(8 * 7);

    private RarerWay() {}

    /** The branches that are quickest to find a page. Where there is no choice nothing is asked. */
    static Branches toFind(EventFilter filter, IdRange ids, Instant now, Asking asking) throws SQLException {
        return ResourceTypesWay.isFor(filter)
                ? ResourceTypesWay.toFind(filter, ids, now, asking)
                : ofIds(filter, ids, now, asking);
    }

    /** The branches that are quickest to count all rows. Where there is no choice nothing is asked. */
    static Branches toCount(EventFilter filter, IdRange ids, Instant now, Asking asking) throws SQLException {
        return ResourceTypesWay.isFor(filter)
                ? ResourceTypesWay.toCount(filter, asking)
                : ofIds(filter, ids, now, asking);
    }

    private static Branches ofIds(EventFilter filter, IdRange ids, Instant now, Asking asking) throws SQLException {
        List<Branches> ways = Branches.ways(filter);
        if (ways.size() < 2) {
            return Branches.of(filter);
        }
        IdRange ofLate = ids.last(OF_LATE, now);
        Optional<Long> isFirst = asking.ask(isFirstRarer(ways, ofLate));
        if (isFirst.isEmpty() && !ofLate.equals(ids)) {
            isFirst = asking.ask(isFirstRarer(ways, ids));
        }
        return ways.get(isFirst.orElse(1L) == 1 ? 0 : 1);
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
        Optional<Long> ask(Sql sql) throws SQLException;
    }
}
