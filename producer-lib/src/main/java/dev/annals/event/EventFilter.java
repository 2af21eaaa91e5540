package dev.annals.event;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants. {@link #matches} is its one meaning: queries, live tails and subscribers agree with it.
 *
 * <p>A value. Conditions on different fields must all hold, several values for one field are alternatives, an empty set
 * is no condition. Filters built in different orders are equal. The constructor throws {@code IllegalArgumentException} for
 * an id without its type.
 *
 * @param excludedTypes events of these types do not match
 * @param actorId only together with actor types
 * @param resourceId only together with resource types
 * @param since the first instant that matches
 * @param until the first instant that no longer matches
 */
public record EventFilter(
        Set<String> categories,
        Set<TypePattern> types,
        Set<TypePattern> excludedTypes,
        Set<Severity> severities,
        Set<ActorType> actorTypes,
        @Nullable String actorId,
        Set<String> resourceTypes,
        @Nullable String resourceId,
        @Nullable Instant since,
        @Nullable Instant until) {

    /** Everything. */
    public static final EventFilter ALL = builder().build();

    public EventFilter {
        categories = sorted(categories);
        types = sorted(types);
        excludedTypes = sorted(excludedTypes);
        severities = sorted(severities);
        actorTypes = sorted(actorTypes);
        resourceTypes = sorted(resourceTypes);
        if (actorId != null && actorTypes.isEmpty()) {
            throw new IllegalArgumentException("actor_id needs actor_type: the same id can belong to a user and a job");
        }
        if (resourceId != null && resourceTypes.isEmpty()) {
            throw new IllegalArgumentException(
                    "resource_id needs resource_type: the same id can belong to resources of different types");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean matches(Event event) {
        Instant time = event.insertedAt();
        return allows(categories, event.category())
                && (types.isEmpty() || anyMatches(types, event.type()))
                && !anyMatches(excludedTypes, event.type())
                && allows(severities, event.severity())
                && matchesActor(event.actor())
                && matchesResource(event.resource())
                && (since == null || !time.isBefore(since))
                && (until == null || time.isBefore(until));
    }

    private boolean matchesActor(@Nullable Actor actor) {
        if (actorTypes.isEmpty()) {
            return true;
        }
        return actor != null && actorTypes.contains(actor.type()) && (actorId == null || actorId.equals(actor.id()));
    }

    private boolean matchesResource(@Nullable Resource resource) {
        if (resourceTypes.isEmpty()) {
            return true;
        }
        return resource != null
                && resourceTypes.contains(resource.type())
                && (resourceId == null || resourceId.equals(resource.id()));
    }

    private static <T> boolean allows(Set<T> wanted, T value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static boolean anyMatches(Set<TypePattern> patterns, String type) {
        for (TypePattern pattern : patterns) {
            if (pattern.matches(type)) {
                return true;
            }
        }
        return false;
    }

    private static <T extends Comparable<? super T>> Set<T> sorted(Set<T> values) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    /** Collects conditions; each method may be called again to add an alternative, ids and times replace. */
    public static final class Builder {

        private final SortedSet<String> categories = new TreeSet<>();
        private final SortedSet<TypePattern> types = new TreeSet<>();
        private final SortedSet<TypePattern> excludedTypes = new TreeSet<>();
        private final Set<Severity> severities = EnumSet.noneOf(Severity.class);
        private final Set<ActorType> actorTypes = EnumSet.noneOf(ActorType.class);
        private final SortedSet<String> resourceTypes = new TreeSet<>();
        private @Nullable String actorId;
        private @Nullable String resourceId;
        private @Nullable Instant since;
        private @Nullable Instant until;

        private Builder() {}

        /** @throws IllegalArgumentException if it is not {@code [a-z][a-z0-9_]*} of at most 64 characters */
        public Builder category(String category) {
            categories.add(requireName(category));
            return this;
        }

        /** @throws IllegalArgumentException if it is neither a type nor a prefix such as {@code media_item.*} */
        public Builder type(String typeOrPrefix) {
            types.add(new TypePattern(typeOrPrefix));
            return this;
        }

        /** @throws IllegalArgumentException if it is neither a type nor a prefix such as {@code media_item.*} */
        public Builder excludeType(String typeOrPrefix) {
            excludedTypes.add(new TypePattern(typeOrPrefix));
            return this;
        }

        public Builder severity(Severity severity) {
            severities.add(severity);
            return this;
        }

        /** @throws IllegalArgumentException if it is no severity's wire name */
        public Builder severity(String wireName) {
            return severity(Severity.of(wireName)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "must be info, warning or error, not " + Printable.quoted(wireName))));
        }

        public Builder actorType(ActorType type) {
            actorTypes.add(type);
            return this;
        }

        /** @throws IllegalArgumentException if it is no actor type's wire name */
        public Builder actorType(String wireName) {
            return actorType(ActorType.of(wireName)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "must be user, system or job, not " + Printable.quoted(wireName))));
        }

        public Builder actorId(String id) {
            actorId = requireId(id);
            return this;
        }

        /** @throws IllegalArgumentException if it is not {@code [a-z][a-z0-9_]*} of at most 64 characters */
        public Builder resourceType(String type) {
            resourceTypes.add(requireName(type));
            return this;
        }

        public Builder resourceId(String id) {
            resourceId = requireId(id);
            return this;
        }

        /** Inclusive. */
        public Builder since(Instant time) {
            since = time;
            return this;
        }

        /** Exclusive. */
        public Builder until(Instant time) {
            until = time;
            return this;
        }

        /** @throws IllegalArgumentException for an id without its type */
        public EventFilter build() {
            return new EventFilter(
                    categories,
                    types,
                    excludedTypes,
                    severities,
                    actorTypes,
                    actorId,
                    resourceTypes,
                    resourceId,
                    since,
                    until);
        }

        private static String requireName(String name) {
            return require(name, TextRules.nameProblem(name));
        }

        private static String requireId(String id) {
            return require(id, TextRules.idProblem(id));
        }

        private static String require(String value, Optional<String> problem) {
            problem.ifPresent(text -> {
                throw new IllegalArgumentException(text);
            });
            return value;
        }
    }
}
