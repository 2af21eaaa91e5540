package dev.annals.query.http;

import dev.annals.event.EventFilter;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** A filter from the parameters of a request. */
final class FilterParameters {

    static final List<String> NAMES = List.of(
            "category",
            "type",
            "exclude_type",
            "severity",
            "actor_type",
            "actor_id",
            "resource_type",
            "resource_id",
            "since",
            "until");

    private FilterParameters() {}

    static EventFilter read(Parameters parameters) {
        return read(parameters, EventFilter.builder());
    }

    /** Adds what the path says already. */
    static EventFilter ofResource(String type, String id, Parameters parameters) {
        refuseGivenByPath(parameters, "resource_type", "resource_id");
        EventFilter.Builder filter = EventFilter.builder();
        set("resource_type", type, filter::resourceType);
        set("resource_id", id, filter::resourceId);
        return read(parameters, filter);
    }

    /** Adds what the path says already. */
    static EventFilter ofActor(String type, String id, Parameters parameters) {
        refuseGivenByPath(parameters, "actor_type", "actor_id");
        EventFilter.Builder filter = EventFilter.builder();
        set("actor_type", type, filter::actorType);
        set("actor_id", id, filter::actorId);
        return read(parameters, filter);
    }

    private static EventFilter read(Parameters parameters, EventFilter.Builder filter) {
        requireType(parameters, "actor_id", "actor_type", "the same id can belong to a user and a job");
        requireType(parameters, "resource_id", "resource_type", "resources of different types can have the same id");
        setAll(parameters, "category", filter::category);
        setAll(parameters, "type", filter::type);
        setAll(parameters, "exclude_type", filter::excludeType);
        setAll(parameters, "severity", filter::severity);
        setAll(parameters, "actor_type", filter::actorType);
        setAll(parameters, "resource_type", filter::resourceType);
        setOne(parameters, "actor_id", filter::actorId);
        setOne(parameters, "resource_id", filter::resourceId);
        times(parameters, filter);
        return filter.build();
    }

    private static void times(Parameters parameters, EventFilter.Builder filter) {
        Instant since = parameters
                .one("since")
                .map(text -> TimeText.parse("since", text))
                .orElse(Instant.MIN);
        Instant until = parameters
                .one("until")
                .map(text -> TimeText.parse("until", text))
                .orElse(Instant.MAX);
        if (since.isAfter(until)) {
            throw ProblemException.parameter("since", "since is after until: " + since + " is after " + until);
        }
        if (parameters.has("since")) {
            filter.since(since);
        }
        if (parameters.has("until")) {
            filter.until(until);
        }
    }

    private static void requireType(Parameters parameters, String id, String type, String why) {
        if (parameters.has(id) && !parameters.has(type)) {
            throw ProblemException.parameter(id, id + " needs " + type + ": " + why);
        }
    }

    private static void refuseGivenByPath(Parameters parameters, String... names) {
        for (String name : names) {
            if (parameters.has(name)) {
                throw ProblemException.parameter(
                        name, name + " is given by the path already; for several use /v1/events");
            }
        }
    }

    private static void setAll(Parameters parameters, String name, Consumer<String> setter) {
        parameters.all(name).forEach(text -> set(name, text, setter));
    }

    private static void setOne(Parameters parameters, String name, Consumer<String> setter) {
        parameters.one(name).ifPresent(text -> set(name, text, setter));
    }

    private static void set(String name, String text, Consumer<String> setter) {
        try {
            setter.accept(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.parameter(name, name + " " + e.getMessage());
        }
    }
}
