package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.query.search.CountedRange.Grain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How many events match: the sum of what is counted by the hour, or the number of rows. */
final class CountStatements {

    private static final String COUNT_OF_BRANCHES = """
            with recursive %s
            select coalesce(sum(branch.n), 0)::bigint as n
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
                from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as counted (start, stop, sign)
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
                    from %s
                    where %s
                ) as longer
            ) as part
            """;

    private static final Sql BY_KIND = Sql.of("event_count_rollups");
    private static final Sql OF_ALL_KINDS = Sql.of("event_count_totals");

    private static final Sql IN_COUNTED_RANGE =
            Sql.of("bucket >= to_timestamp(counted.start)\n  and bucket < to_timestamp(counted.stop)");

    private static final String COUNT_BY_HOUR_AND_EDGES = """
            select (
                %s
            ) + (
                %s
            ) + (
                %s
            )
            """;

    private CountStatements() {}

    /**
     * From the counts by hour as far as they know, in one statement with what they do not know: rows and counts change
     * together, so only one snapshot of both gives an exact sum.
     *
     * @param branches the way to find rows
     */
    static Sql count(EventFilter filter, IdRange ids, Branches branches) {
        if (!isCountedByHour(filter)) {
            return countOfRows(filter, ids, branches);
        }
        return countByHour(filter, WholeHours.in(ids), branches);
    }

    /** Whether every column the filter asks for is one of event_counts. */
    private static boolean isCountedByHour(EventFilter filter) {
        return filter.actorId() == null && filter.resourceTypes().isEmpty();
    }

    private static Sql countByHour(EventFilter filter, WholeHours hours, Branches branches) {
        Sql ofHours = countOfHours(filter, hours);
        return hours.edges().isEmpty()
                ? ofHours
                : Sql.of(
                        COUNT_BY_HOUR_AND_EDGES,
                        ofHours,
                        countOfRows(filter, hours.edges().get(0), branches),
                        countOfRows(filter, hours.edges().get(1), branches));
    }

    private static Sql countOfHours(EventFilter filter, WholeHours hours) {
        List<CountedRange> ofHours = new ArrayList<>(CountedRange.of(hours.from(), hours.to()));
        List<CountedRange> longer =
                ofHours.stream().filter(range -> range.grain() != Grain.HOUR).toList();
        ofHours.removeAll(longer);
        Sql notRolledUp = Sql.and(
                CountedKinds.of(filter),
                Sql.of("kafka_partition > -2"),
                Sql.of("bucket >= to_timestamp(%s)", hours.from().getEpochSecond()),
                Sql.of("bucket < to_timestamp(%s)", hours.to().getEpochSecond()));
        return Sql.of(
                COUNT_OF_HOURS,
                notRolledUp,
                numbers(ofHours, range -> range.from().getEpochSecond()),
                numbers(ofHours, range -> range.to().getEpochSecond()),
                numbers(ofHours, range -> (long) range.sign()),
                Sql.and(CountedKinds.ofRangeOfTypes(filter), Sql.of("kafka_partition = -2"), IN_COUNTED_RANGE),
                longer.stream().map(range -> range.grain().wireName()).toList(),
                numbers(longer, range -> range.from().getEpochSecond()),
                numbers(longer, range -> range.to().getEpochSecond()),
                numbers(longer, range -> (long) range.sign()),
                CountedKinds.eachType(filter),
                CountedKinds.of(filter).isEmpty() ? OF_ALL_KINDS : BY_KIND,
                Sql.and(CountedKinds.ofEachType(filter), Sql.of("grain = counted.grain"), IN_COUNTED_RANGE));
    }

    private static Sql.Numbers numbers(List<CountedRange> ranges, Function<CountedRange, Long> number) {
        return new Sql.Numbers(ranges.stream().map(number).toList());
    }

    /**
     * Of the rows themselves, whatever is counted by the hour.
     *
     * @param branches the way to find them
     */
    static Sql countOfRows(EventFilter filter, IdRange ids, Branches branches) {
        Sql where = branches.where(filter, ids);
        return branches.equals(Branches.ALL)
                ? Sql.of(COUNT, where)
                : Sql.of(COUNT_OF_BRANCHES, branches.wanted(), where);
    }
}
