package dev.annals.query.search;

import java.util.Collection;
import java.util.List;

/** The tables of values that searches branch on: given ones, or those that exist. */
final class Wanted {

    private static final String VALUES = """
            wanted ({column}) as (
                select unnest(%s::text[])
            )""";

    private static final String SEVERITIES_IN_CATEGORIES = """
            wanted (category, severity) as (
                select category, severity
                from unnest(%s::text[]) as categories (category)
                cross join unnest(%s::text[]) as severities (severity)
            )""";

    private static final String SEVERITIES_IN_FOUND_CATEGORIES = """
            %s,
            wanted (category, severity) as (
                select category, severity
                from found
                cross join unnest(%s::text[]) as severities (severity)
                where category is not null
            )""";

    private static final String TYPES_AND_FOUND_TYPES = """
            %s,
            wanted (type) as (
                select unnest(%s::text[])
                union all
                select type
                from found
                where type is not null
                  and %s
            )""";

    /** The distinct values in some ranges: from each to the next is one look-up in each partition's index. */
    private static final String FOUND = """
            found ({column}, stop) as (
                select
                    (
                        select {column}
                        from events
                        where {column} >= span.start
                          and {column} < span.stop
                          and id >= %s
                          and id < %s
                        order by {column}
                        limit 1
                    ),
                    span.stop
                from unnest(%s::text[], %s::text[]) as span (start, stop)
                union all
                select
                    (
                        select events.{column}
                        from events
                        where events.{column} > found.{column}
                          and events.{column} < found.stop
                          and id >= %s
                          and id < %s
                        order by events.{column}
                        limit 1
                    ),
                    found.stop
                from found
                where found.{column} is not null
            )""";

    private Wanted() {}

    /** One column's given values. */
    static Sql values(String column, Collection<String> values) {
        return Sql.of(VALUES.replace("{column}", column), List.copyOf(values));
    }

    /** Each given severity in each given category. */
    static Sql severities(List<String> severities, Collection<String> categories) {
        return Sql.of(SEVERITIES_IN_CATEGORIES, List.copyOf(categories), severities);
    }

    /** Each given severity in each category that exists: there are few, and the only index on severity begins with it. */
    static Sql severities(List<String> severities, IdRange ids) {
        Sql everyName = found("category", List.of("a"), List.of("{"), ids); // names begin with a to z
        return Sql.of(SEVERITIES_IN_FOUND_CATEGORIES, everyName, severities);
    }

    /** The given types and those that exist below the given prefixes. */
    static Sql types(TypeSet types, Sql condition, IdRange ids) {
        Sql belowPrefixes = found("type", types.stems(), types.stops(), ids);
        return Sql.of(TYPES_AND_FOUND_TYPES, belowPrefixes, types.exact(), condition);
    }

    private static Sql found(String column, List<String> starts, List<String> stops, IdRange ids) {
        return Sql.of(FOUND.replace("{column}", column), ids.from(), ids.to(), starts, stops, ids.from(), ids.to());
    }
}
