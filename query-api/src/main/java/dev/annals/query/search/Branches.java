package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The alternatives of one search, each a single range of one index in each partition.
 *
 * <p>{@code category = any (…)} is in no order of ids, so PostgreSQL would walk the primary key instead. Therefore one
 * field is chosen that has an index ending in id, and each of its values is a branch, newest first; branches are
 * disjoint, so merging them neither loses nor repeats an event. Other fields are checked on what was found.
 *
 * <p>The values are the rows of a table {@code wanted}, joined laterally. That is a {@code union all} of one part a
 * value, but one statement and one plan serve any number of values.
 *
 * @param wanted the definition of {@code wanted}, one row a branch
 * @param match ties a row of events to its branch
 * @param fields what the branches see to
 * @param areInOrder whether their index has them in the order of the events' ids; else all are found, and sorted
 */
record Branches(Sql wanted, List<Sql> match, Set<Field> fields, boolean areInOrder) {

    /** One, of all events: the primary key is walked. */
    static final Branches ALL = new Branches(Wanted.ALL, List.of(), Set.of());

    /** As the index says it: PostgreSQL takes it for statements with the same condition only. */
    private static final Sql IS_NOT_INFO = Sql.of("severity <> 'info'");

    /**
     * Those with an id are in the index of resources, and no event has a type of resource only. The comparison of rows keeps PostgreSQL
     * from reckoning with a skip scan, as {@link #noSkipScan} does. No id is less than ''.
     */
    private static final List<Sql> OF_RESOURCE_TYPE = List.of(
            isExactly("resource_type", wanted("resource_type")),
            Sql.of("(resource_type, resource_id) >= (wanted.resource_type, '')"),
            Sql.of("resource_id is not null"));

    private Branches(Sql wanted, List<Sql> match, Set<Field> fields) {
        this(wanted, match, fields, true);
    }

    /** Conditions on an id: where the rows of a branch are. */
    Sql range(IdRange ids) {
        return Sql.and(match, Sql.of("id >= %s", ids.from()), Sql.of("id < %s", ids.to()));
    }

    /** Whether all that can be asked of a row is in the index of the branches: it has not to be read to be checked. */
    boolean isCovered() {
        return fields.contains(Field.ACTOR) || fields.contains(Field.RESOURCE);
    }

    /** What the branches see to and, of those that are covered, what the key of their index has behind the event's id: one type, and an id. */
    Set<Field> fieldsOfKey(EventFilter filter) {
        Set<Field> ofKey = EnumSet.noneOf(Field.class);
        ofKey.addAll(fields);
        if (Conditions.isOneType(filter)) {
            ofKey.add(Field.TYPE);
        }
        if (filter.actorId() != null) {
            ofKey.add(Field.ACTOR);
        }
        if (filter.resourceId() != null) {
            ofKey.add(Field.RESOURCE);
        }
        return ofKey;
    }

    /** All conditions on a row of a branch. */
    Sql where(EventFilter filter, IdRange ids) {
        Sql range = range(ids);
        boolean isMoreOfKey = isCovered() && !fieldsOfKey(filter).equals(fields);
        if (isMoreOfKey) {
            range = Sql.and(List.of(range, noSkipScan(ids)));
        }
        return Sql.and(Conditions.of(filter, fields), range);
    }

    /**
     * Says the range's end once more, as PostgreSQL 18 needs it to compare entry by entry what comes behind the id in the key. Else it
     * reckons with a skip scan, a search for each of many ids, which looks so expensive that it walks the primary key instead. Behind a
     * comparison of rows it makes none. No type is less than ''.
     */
    private static Sql noSkipScan(IdRange ids) {
        return Sql.of("(id, type collate \"POSIX\") < (%s, '')", ids.to());
    }

    /**
     * Over the field that tells most: a resource or an actor by id, then types, then severities, then categories. {@link #ALL} where no
     * index has them in the order of ids, as for resource types without an id.
     */
    static Branches of(EventFilter filter) {
        if (filter.resourceId() != null) {
            return ofResources(filter, filter.resourceId());
        }
        if (filter.actorId() != null) {
            return ofActors(filter, filter.actorId());
        }
        if (!filter.types().isEmpty()) {
            return isOfTypesButNotInfo(filter) ? ofTypesAndSeverities(filter) : ofTypes(filter);
        }
        if (!filter.severities().isEmpty()) {
            return ofSeverities(filter);
        }
        return filter.categories().isEmpty() ? ALL : ofCategories(filter);
    }

    /**
     * The ways to find what is asked for by an id: by the actor's, by the resource's, or else by the types, of which there may be fewer
     * events. None without an id.
     */
    static List<Branches> ways(EventFilter filter) {
        List<Branches> ways = new ArrayList<>();
        if (filter.actorId() != null) {
            ways.add(ofActors(filter, filter.actorId()));
        }
        if (filter.resourceId() != null) {
            ways.add(ofResources(filter, filter.resourceId()));
        }
        if (ways.size() == 1 && !filter.types().isEmpty()) {
            ways.add(ofTypes(filter));
        }
        return ways;
    }

    /**
     * In the index of resources, which has all that can be asked for: no row is read to be checked. It has one form, and so there is one
     * statement, or two: where nothing else is asked for, nothing is compared.
     */
    static Branches ofResourceTypes(EventFilter filter) {
        List<Sql> match = new ArrayList<>(OF_RESOURCE_TYPE);
        match.addAll(Conditions.inOneForm(filter));
        return new Branches(
                Wanted.values("resource_type", filter.resourceTypes()), match, EnumSet.allOf(Field.class), false);
    }

    private static Branches ofResources(EventFilter filter, String id) {
        return new Branches(
                Wanted.values("resource_type", filter.resourceTypes()),
                List.of(Sql.of("resource_type = wanted.resource_type"), isExactly("resource_id", id)),
                Set.of(Field.RESOURCE));
    }

    private static Branches ofActors(EventFilter filter, String id) {
        return new Branches(
                Wanted.values("actor_type", Conditions.actorTypes(filter)),
                List.of(Sql.of("actor_type = wanted.actor_type"), isExactly("actor_id", id)),
                Set.of(Field.ACTOR));
    }

    /** What is excluded must be no branch: it would be read to its end for nothing. */
    private static Branches ofTypes(EventFilter filter) {
        TypeSet types = Conditions.types(filter);
        Sql wanted = types.stems().isEmpty()
                ? Wanted.values("type", types.exact())
                : Wanted.types(types, Conditions.excluded(filter));
        return new Branches(
                wanted, List.of(isExactly("type", wanted("type"))), Set.of(Field.TYPE, Field.EXCLUDED_TYPE));
    }

    /** For types below a prefix it would be a branch for each type and severity. */
    private static boolean isOfTypesButNotInfo(EventFilter filter) {
        return Conditions.types(filter).stems().isEmpty()
                && !filter.severities().isEmpty()
                && !filter.severities().contains(Severity.INFO);
    }

    private static Branches ofTypesAndSeverities(EventFilter filter) {
        return new Branches(
                Wanted.pairs("type", Conditions.types(filter).exact(), "severity", Conditions.severities(filter)),
                List.of(IS_NOT_INFO, Sql.of("type = wanted.type"), isExactly("severity", wanted("severity"))),
                Set.of(Field.TYPE, Field.EXCLUDED_TYPE, Field.SEVERITY));
    }

    /** In a category most events have the default severity: its rows are checked, and only the other ones have an index. */
    private static Branches ofSeverities(EventFilter filter) {
        List<String> severities = Conditions.severities(filter);
        if (filter.categories().isEmpty()) {
            return new Branches(
                    Wanted.values("severity", severities),
                    List.of(isExactly("severity", wanted("severity"))),
                    Set.of(Field.SEVERITY));
        }
        if (filter.severities().contains(Severity.INFO)) {
            return ofCategories(filter);
        }
        return new Branches(
                Wanted.pairs("category", filter.categories(), "severity", severities),
                List.of(IS_NOT_INFO, Sql.of("category = wanted.category"), isExactly("severity", wanted("severity"))),
                Set.of(Field.CATEGORY, Field.SEVERITY));
    }

    private static Branches ofCategories(EventFilter filter) {
        return new Branches(
                Wanted.values("category", filter.categories()),
                List.of(isExactly("category", wanted("category"))),
                Set.of(Field.CATEGORY));
    }

    /**
     * Says it twice, for the planner. A generic plan is made for values nobody knows: it takes one for as frequent as the
     * average, and as events lie on disk in the order of ids, walking the primary key and dropping what does not match
     * looks cheaper than the right index. For a rare value that walk is the whole table. A range of unknown bounds it
     * takes for very few rows, so the index that has this column wins.
     */
    private static Sql isExactly(String column, Object value) {
        return Sql.of(column + " = %s\n  and " + column + " between %s and %s", value, value, value);
    }

    private static Sql wanted(String column) {
        return new Sql("wanted." + column, List.of());
    }
}
