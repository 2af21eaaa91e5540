package dev.annals.query.search;

import java.util.Collection;
import java.util.List;

/** The tables of values that searches branch on: given ones, or those that exist. */
final class Wanted {

    /** One of everything. */
    static final Sql ALL = Sql.of("wanted (one) as (\n    select 1\n)");

    private static final String VALUES = """
            wanted ({column}) as (
                select unnest(%s::text[])
            )""";

    private static final String PAIRS = """
            wanted ({first}, {second}) as (
                select {first}, {second}
                from unnest(%s::text[]) as first ({first})
                cross join unnest(%s::text[]) as second ({second})
            )""";

    private static final String TYPES_AND_KNOWN_TYPES = """
            %s,
            wanted (type) as (
                select unnest(%s::text[])
                union all
                select type
                from known
                where %s
            )""";

    /**
     * The types in some ranges that there may be events of: of those counted by the month, where from each to the next is one
     * look-up, and of what is not rolled up yet. Counts change together with rows, so none is missing; one whose last event was
     * deleted may still be there, and is a branch without rows.
     */
    private static final String KNOWN = """
            found (type, stop) as (
                select
                    (
                        select type
                        from event_count_rollups
                        where grain = 'month'
                          and type >= span.start
                          and type < span.stop
                        order by type
                        limit 1
                    ),
                    span.stop
                from unnest(%s::text[], %s::text[]) as span (start, stop)
                union all
                select
                    (
                        select rollups.type
                        from event_count_rollups as rollups
                        where rollups.grain = 'month'
                          and rollups.type > found.type
                          and rollups.type < found.stop
                        order by rollups.type
                        limit 1
                    ),
                    found.stop
                from found
                where found.type is not null
            ),
            known (type) as (
                select type
                from found
                where type is not null
                union
                select type
                from event_counts
                join unnest(%s::text[], %s::text[]) as span (start, stop)
                  on type >= span.start
                  and type < span.stop
                where kafka_partition > -2
            )""";

    private Wanted() {}

    /** One column's given values. */
    static Sql values(String column, Collection<String> values) {
        return Sql.of(VALUES.replace("{column}", column), List.copyOf(values));
    }

    /** Each given value of the one column with each of the other. */
    static Sql pairs(String first, Collection<String> values, String second, Collection<String> others) {
        return Sql.of(
                PAIRS.replace("{first}", first).replace("{second}", second), List.copyOf(values), List.copyOf(others));
    }

    /** The given types and those that exist below the given prefixes. */
    static Sql types(TypeSet types, Sql condition) {
        Sql belowPrefixes = Sql.of(KNOWN, types.stems(), types.stops(), types.stems(), types.stops());
        return Sql.of(TYPES_AND_KNOWN_TYPES, belowPrefixes, types.exact(), condition);
    }
}
