package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The choice of how to find what is asked for by types of resources, without an id. Their index has all that can be asked for, so no row
 * is read to be checked, but it has events in the order of the resources' ids: all of a type are passed, some hundreds of thousands in a
 * tenth of a second. Elsewhere rows are checked: a page of what is common is full at once, but rows are read to the last one for what is
 * not there.
 */
final class ResourceTypesWay {

    /** Whether a page is full soon. */
    private static final String ARE_COMMON = """
            with recursive %s
            select (count(*) = %s)::int
            from (
                select
                from wanted
                cross join lateral (
                    select
                    from (
                        select resource_type
                        from events
                        where %s
                        order by id desc
                        limit %s
                    ) as latest
                    where resource_type = any (%s)
                    limit %s
                ) as branch
                limit %s
            ) as found
            """;

    private static final int PAGE = 50;

    /** Of a branch: their rows take some milliseconds. */
    private static final int LATEST = 5_000;

    /** Rows that are as soon read as a larger part of the index. */
    private static final int FEW = 50_000;

    private ResourceTypesWay() {}

    static boolean isFor(EventFilter filter) {
        return filter.actorId() == null
                && filter.resourceId() == null
                && !filter.resourceTypes().isEmpty();
    }

    static Branches toFind(EventFilter filter, IdRange ids, Instant now, RarerWay.Asking asking) throws SQLException {
        IdRange ofLate = ids.last(RarerWay.OF_LATE, now);
        boolean areSoonFound = areCommon(filter, ofLate, asking)
                || areFewToCheck(filter, ids, asking)
                || (!ofLate.equals(ids) && areCommon(filter, ids, asking));
        return areSoonFound ? Branches.of(filter) : Branches.ofResourceTypes(filter);
    }

    static Branches toCount(EventFilter filter, IdRange ids, RarerWay.Asking asking) throws SQLException {
        return areFewToCheck(filter, ids, asking) ? Branches.of(filter) : Branches.ofResourceTypes(filter);
    }

    private static boolean areCommon(EventFilter filter, IdRange ids, RarerWay.Asking asking) throws SQLException {
        Branches elsewhere = Branches.of(filter);
        Sql areCommon = Sql.of(
                ARE_COMMON,
                elsewhere.wanted(),
                PAGE,
                elsewhere.range(ids),
                LATEST,
                List.copyOf(filter.resourceTypes()),
                PAGE,
                PAGE);
        return asking.ask(areCommon).orElseThrow() == 1;
    }

    /** By what is counted by the hour: all that is asked for but the types of resources. */
    private static boolean areFewToCheck(EventFilter filter, IdRange ids, RarerWay.Asking asking) throws SQLException {
        EventFilter others = new EventFilter(
                filter.categories(),
                filter.types(),
                filter.excludedTypes(),
                filter.severities(),
                filter.actorTypes(),
                null,
                Set.of(),
                null,
                filter.since(),
                filter.until());
        return asking.ask(CountStatements.count(others, ids, Branches.of(others)))
                        .orElseThrow()
                < FEW;
    }
}
