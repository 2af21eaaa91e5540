package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of the counted kinds of events a filter asks for: by category, type, severity and actor type. */
final class CountedKinds {

    /**
     * Whether there may be such events at all: else rows of a frequent type would be read to the last for a category in which it never
     * occurs. Counts change together with rows, so none is missing. The months know nearly every kind, and know it at once.
     */
    private static final String IF_ANY = """

            where exists (
                select
                from event_count_rollups%s
                where %s
            )
            or exists (
                select
                from event_counts
                where %s
            )
            """;

    private static final String EACH_TYPE = "\ncross join unnest(%s::text[], %s::text[]) as types (start, stop)";

    /** The first condition allows an index that is for types only. */
    private static final Sql IS_OF_TYPE = Sql.of("type > ''\n  and type >= types.start\n  and type < types.stop");

    private CountedKinds() {}

    /**
     * The condition on which it pays to look for events. None where an index finds what the counts know, and rows are not checked for it;
     * nor for an id, which is of few events or else of most kinds.
     */
    static Optional<Sql> ifThereAreAny(EventFilter filter, Branches branches) {
        Set<Field> found = EnumSet.of(Field.RESOURCE);
        found.addAll(branches.fields());
        if (filter.actorId() != null
                || filter.resourceId() != null
                || Conditions.of(filter, found).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Sql.of(
                IF_ANY,
                eachType(filter),
                Sql.and(ofEachType(filter), Sql.of("grain = 'month'")),
                Sql.and(of(filter), Sql.of("kafka_partition > -2"))));
    }

    /** Conditions on the columns of the counts. */
    static List<Sql> of(EventFilter filter) {
        return Conditions.of(filter, Set.of(Field.RESOURCE));
    }

    /** The same, and what all types that are asked for lie between: a part of an index, however many they are. */
    static List<Sql> ofRangeOfTypes(EventFilter filter) {
        List<Sql> conditions = new ArrayList<>();
        if (!filter.types().isEmpty()) {
            TypeSet types = TypeSet.of(filter.types()); // also those that are excluded: so there is one
            conditions.add(Sql.of(
                    "type >= %s\n  and type < %s", Collections.min(types.starts()), Collections.max(types.ends())));
        }
        conditions.addAll(of(filter));
        return conditions;
    }

    /** The ranges of the types that are asked for, each of which is one of an index. */
    static Sql eachType(EventFilter filter) {
        TypeSet types = Conditions.types(filter);
        return filter.types().isEmpty() ? Sql.EMPTY : Sql.of(EACH_TYPE, types.starts(), types.ends());
    }

    /** Conditions on the columns of the counts, joined with {@link #eachType}. */
    static List<Sql> ofEachType(EventFilter filter) {
        List<Sql> conditions = new ArrayList<>(Conditions.of(filter, Set.of(Field.TYPE, Field.RESOURCE)));
        if (!filter.types().isEmpty()) {
            conditions.add(IS_OF_TYPE);
        }
        return conditions;
    }
}
