package dev.annals.command.publish;

import static java.util.stream.Collectors.joining;

import dev.annals.event.EventJson;
import dev.annals.query.http.NearestName;
import java.util.Optional;

/** Readers pass over fields that they do not know; whoever writes a line by hand wants to hear of a misspelt one. */
final class UnknownField {

    private UnknownField() {}

    /** What is wrong about a field that no event has, with what may have been meant. */
    static Optional<String> problem(String name) {
        return Optional.of("is no field of an event; " + meant(name));
    }

    private static String meant(String name) {
        String parts = EventJson.FIELDS.stream()
                .filter(field -> field.startsWith(name + "_"))
                .collect(joining(" and "));
        if (!parts.isEmpty()) {
            return "did you mean " + parts + "?";
        }
        return NearestName.of(name, EventJson.FIELDS)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("what else is to be told goes into metadata");
    }
}
