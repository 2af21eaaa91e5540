package dev.annals.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules that every event keeps, in the publisher and in the worker alike. Takes the parts as they came, so that
 * everything wrong with them is found at once.
 *
 * <p>Confined to one check.
 */
final class EventRules {

    private final List<Violation> before;
    private @Nullable List<Violation> found;

    /** @param before what is known to be wrong already */
    private EventRules(List<Violation> before) {
        this.before = before;
    }

    /** What is wrong with an event whose types are right already. */
    static List<Violation> violations(
            UUID id, String category, String type, @Nullable Actor actor, @Nullable Resource resource) {
        EventRules rules = new EventRules(List.of());
        rules.id(id);
        rules.names(category, type);
        if (actor != null) {
            Objects.requireNonNull(actor.type(), "actor_type");
            rules.required("actor_id", actor.id(), TextRules::idProblem);
        }
        if (resource != null) {
            rules.required("resource_type", resource.type(), TextRules::nameProblem);
            rules.required("resource_id", resource.id(), TextRules::idProblem);
        }
        return rules.found();
    }

    /** What is wrong with a draft, in addition to what was found while reading it. */
    static List<Violation> violations(EventDraft draft, UUID id) {
        EventRules rules = new EventRules(draft.found);
        rules.id(id);
        rules.time(id, draft);
        rules.names(draft.category, draft.type);
        rules.pair("actor_type", draft.actorType, "actor_id", draft.actorId);
        rules.optional("actor_type", draft.actorType, EventRules::actorTypeProblem);
        rules.optional("actor_id", draft.actorId, TextRules::idProblem);
        rules.pair("resource_type", draft.resourceType, "resource_id", draft.resourceId);
        rules.optional("resource_type", draft.resourceType, TextRules::nameProblem);
        rules.optional("resource_id", draft.resourceId, TextRules::idProblem);
        rules.optional("severity", draft.severity, EventRules::severityProblem);
        return rules.found();
    }

    /** With what was known before; nearly always nothing, and then nothing is made for it. */
    private List<Violation> found() {
        return found == null ? before : found;
    }

    private void id(UUID id) {
        if (id.version() != 7 || id.variant() != 2) {
            add("id", "must be a UUID of version 7 (RFC 9562), " + id + " is not");
        }
    }

    private void time(UUID id, EventDraft draft) {
        if (draft.insertedAt != null && id.version() == 7 && !draft.insertedAt.equals(EventIds.timestamp(id))) {
            add(
                    "inserted_at",
                    "is " + draft.insertedAt + ", but the id says " + EventTime.format(EventIds.timestamp(id))
                            + "; leave it out or make them equal");
        }
    }

    private void names(@Nullable String category, @Nullable String type) {
        required("category", category, TextRules::nameProblem);
        required("type", type, TextRules::typeProblem);
    }

    private void required(String field, @Nullable String value, Function<String, Optional<String>> rule) {
        if (value == null) {
            missing(field, "is missing");
        }
        optional(field, value, rule);
    }

    private void optional(String field, @Nullable String value, Function<String, Optional<String>> rule) {
        if (value == null) {
            return;
        }
        Optional<String> problem = rule.apply(value);
        if (problem.isPresent()) { // not ifPresent: a lambda is an object, made for each field of each event
            add(field, problem.get());
        }
    }

    private void pair(String a, @Nullable String first, String b, @Nullable String second) {
        if (first == null && second != null) {
            missing(a, "is missing, but " + b + " is given; give both or neither");
        }
        if (second == null && first != null) {
            missing(b, "is missing, but " + a + " is given; give both or neither");
        }
    }

    /** A field that was there but could not be read has its own violation already. */
    private void missing(String field, String problem) {
        if (found().stream().noneMatch(violation -> violation.field().equals(field))) {
            add(field, problem);
        }
    }

    private void add(String field, String problem) {
        if (found == null) {
            found = new ArrayList<>(before);
        }
        found.add(new Violation(field, problem));
    }

    private static Optional<String> actorTypeProblem(String value) {
        return ActorType.of(value).isPresent()
                ? Optional.empty()
                : Optional.of("must be user, system or job, not " + Printable.quoted(value));
    }

    private static Optional<String> severityProblem(String value) {
        return Severity.of(value).isPresent()
                ? Optional.empty()
                : Optional.of("must be info, warning or error, not " + Printable.quoted(value));
    }
}
