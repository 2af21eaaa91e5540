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

    /** Whether each branch has a page of these types among its latest events. */
    private static final String ARE_COMMON = """
            with recursive %s
            select coalesce(min((found.n = %s%s)::int), 1)
            from wanted
            cross join lateral (
                select count(*) as n
                from (
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
                ) as page
            ) as found%s
            """;

    private static final String OR_ALL_SEEN = " or seen.n < %s";

    /** How many events there are, up to so many, where there is no such page. */
    private static final String SEEN = """

            cross join lateral (
                select count(*) as n
                from (
                    select
                    from events
                    where %s
                      and found.n < %s
                    order by id desc
                    limit %s
                ) as latest
            ) as seen
            """;

    private static final int PAGE = 50;

    /** Of all branches together: their rows take some milliseconds. */
    private static final int LATEST = 5_000;

    /** Of one of many. */
    private static final int LEAST_OF_A_BRANCH = 200;

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
        boolean isAll = ofLate.equals(ids);
        boolean areSoonFound = areCommon(filter, ofLate, isAll, asking)
                || areFewToCheck(filter, asking)
                || (!isAll && areCommon(filter, ids, true, asking));
        return areSoonFound ? Branches.of(filter) : Branches.ofResourceTypes(filter);
    }

    static Branches toCount(EventFilter filter, RarerWay.Asking asking) throws SQLException {
        return areFewToCheck(filter, asking) ? Branches.of(filter) : Branches.ofResourceTypes(filter);
    }

    /** @param isAll whether there are no other events than those of these ids */
    private static boolean areCommon(EventFilter filter, IdRange ids, boolean isAll, RarerWay.Asking asking)
            throws SQLException {
        Branches elsewhere = Branches.of(filter);
        int values = Math.max(1, filter.categories().size())
                * Math.max(1, filter.types().size())
                * Math.max(1, filter.severities().size());
        int latest = Math.max(LEAST_OF_A_BRANCH, LATEST / values);
        Sql range = elsewhere.range(ids);
        Sql areCommon = Sql.of(
                ARE_COMMON,
                elsewhere.wanted(),
                PAGE,
                isAll ? Sql.of(OR_ALL_SEEN, latest) : Sql.EMPTY,
                range,
                latest,
                List.copyOf(filter.resourceTypes()),
                PAGE,
                isAll ? Sql.of(SEEN, range, PAGE, latest) : Sql.EMPTY);
        return asking.ask(areCommon).orElseThrow() == 1;
    }

    /** Of what would be read, by what is counted by the hour: the events of the branches. */
    private static boolean areFewToCheck(EventFilter filter, RarerWay.Asking asking) throws SQLException {
        Set<Field> fields = Branches.of(filter).fields();
        EventFilter read = new EventFilter(
                fields.contains(Field.CATEGORY) ? filter.categories() : Set.of(),
                fields.contains(Field.TYPE) ? filter.types() : Set.of(),
                fields.contains(Field.EXCLUDED_TYPE) ? filter.excludedTypes() : Set.of(),
                fields.contains(Field.SEVERITY) ? filter.severities() : Set.of(),
                Set.of(),
                null,
                Set.of(),
                null,
                filter.since(),
                filter.until());
        Sql count = CountStatements.count(read, IdRange.of(read, null), Branches.of(read));
        return asking.ask(count).orElseThrow() < FEW;
    }
}
