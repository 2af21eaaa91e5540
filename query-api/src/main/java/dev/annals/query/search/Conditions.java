package dev.annals.query.search;

import dev.annals.event.ActorType;
import dev.annals.event.EventFilter;
import dev.annals.event.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter's conditions on the columns of a row. They check what an index range has found; which range that
 * is, is for {@link Branches} to choose.
 */
final class Conditions {

    private static final String IS_ONE_OF_TYPES = "(type = any (%s) or type ^@ any (%s))";

    /** In the form of {@link #ofTypes}: each type begins with nothing. */
    private static final Sql IS_ANY_TYPE = Sql.of(IS_ONE_OF_TYPES, List.of(), List.of(""));

    private final List<Sql> found = new ArrayList<>();

    private Conditions() {}

    /** What is left to check when the branches see to {@code branched}. */
    static List<Sql> of(EventFilter filter, Set<Field> branched) {
        Conditions conditions = new Conditions();
        for (Field field : Field.values()) {
            if (!branched.contains(field)) {
                conditions.add(field, filter);
            }
        }
        return conditions.found;
    }

    /** The same of all fields but the resource, in one form, whichever of them are asked for; empty if none is. */
    static List<Sql> inOneForm(EventFilter filter) {
        return of(filter, Set.of(Field.RESOURCE)).isEmpty()
                ? List.of()
                : List.of(
                        orAll(filter.categories(), isAnyOf("category", filter.categories())),
                        orAll(filter.types(), ofTypes(types(filter))),
                        orAll(filter.excludedTypes(), excluded(filter)),
                        orAll(filter.severities(), isAnyOf("severity", severities(filter))),
                        orAll(filter.actorTypes(), isAnyOf("actor_type", actorTypes(filter))));
    }

    /** Nothing is compared where no value is given. */
    private static Sql orAll(Collection<?> values, Sql condition) {
        return Sql.of("(%s or %s)", values.isEmpty(), condition);
    }

    static List<String> severities(EventFilter filter) {
        return filter.severities().stream().map(Severity::wireName).toList();
    }

    static List<String> actorTypes(EventFilter filter) {
        return filter.actorTypes().stream().map(ActorType::wireName).toList();
    }

    /** Those that are asked for; without those that are excluded, as far as they are known by name. */
    static TypeSet types(EventFilter filter) {
        return TypeSet.of(filter.types()).without(filter.excludedTypes());
    }

    /** Whether one type is asked for, by its name. */
    static boolean isOneType(EventFilter filter) {
        TypeSet types = types(filter);
        return types.stems().isEmpty() && types.exact().size() == 1;
    }

    /** Also for the types themselves, before any row is read. */
    static Sql excluded(EventFilter filter) {
        return Sql.of("not %s", ofTypes(TypeSet.of(filter.excludedTypes())));
    }

    private void add(Field field, EventFilter filter) {
        switch (field) {
            case CATEGORY -> anyOf("category", filter.categories());
            case TYPE -> addTypes(filter);
            case EXCLUDED_TYPE -> addExcluded(filter);
            case SEVERITY -> anyOf("severity", severities(filter));
            case ACTOR -> {
                anyOf("actor_type", actorTypes(filter));
                equal("actor_id", filter.actorId());
            }
            case RESOURCE -> {
                anyOf("resource_type", filter.resourceTypes());
                equal("resource_id", filter.resourceId());
            }
        }
    }

    private void addTypes(EventFilter filter) {
        if (isById(filter)) {
            addTypesOfId(filter);
        } else {
            addUnlessEmpty(filter.types(), ofTypes(types(filter)));
        }
    }

    /**
     * Of an id thousands of entries may have to be checked, for one type as a rule, which the key of its index has. Whatever else is asked
     * for, or left out, has one form, and so there are half as many statements.
     */
    private void addTypesOfId(EventFilter filter) {
        if (filter.types().isEmpty() && filter.excludedTypes().isEmpty()) {
            return;
        }
        TypeSet types = types(filter);
        if (isOneType(filter)) {
            equal("type", types.exact().get(0));
        } else {
            found.add(filter.types().isEmpty() ? IS_ANY_TYPE : ofTypes(types));
            found.add(excluded(filter));
        }
    }

    /** Nothing is left to exclude where all types are known by name. */
    private void addExcluded(EventFilter filter) {
        boolean areKnownByName =
                !filter.types().isEmpty() && types(filter).stems().isEmpty();
        if (!isById(filter) && !areKnownByName) {
            addUnlessEmpty(filter.excludedTypes(), excluded(filter));
        }
    }

    private static boolean isById(EventFilter filter) {
        return filter.actorId() != null || filter.resourceId() != null;
    }

    private void anyOf(String column, Collection<String> values) {
        addUnlessEmpty(values, isAnyOf(column, values));
    }

    private static Sql isAnyOf(String column, Collection<String> values) {
        return Sql.of(column + " = any (%s)", List.copyOf(values));
    }

    /** As it is in the key of indexes that begin with an id, and of no other: what is checked here is no reason to take another index. */
    private void equal(String column, @Nullable String value) {
        if (value != null) {
            found.add(Sql.of(column + " collate \"POSIX\" = %s", value));
        }
    }

    private void addUnlessEmpty(Collection<?> values, Sql condition) {
        if (!values.isEmpty()) {
            found.add(condition);
        }
    }

    private static Sql ofTypes(TypeSet types) {
        return Sql.of(IS_ONE_OF_TYPES, types.exact(), types.stems());
    }
}
