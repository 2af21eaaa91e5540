package dev.annals.query;

import dev.annals.event.Printable;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rules for parameters once more, as the documentation has them, to compare the API with. */
final class ParameterFaults {

    static final List<String> FILTERS = List.of(
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

    private static final Set<String> ONCE = Set.of("actor_id", "resource_id", "since", "until", "limit", "cursor");

    /** The only times that are among the values which are tried. */
    private static final Set<String> TIMES =
            Set.of("2026-11-23T07:00:00Z", "0000-01-01T00:00:00+18:00", "9999-12-31T23:59:59.999999999-18:00");

    private static final String NAME = "[a-z][a-z0-9_]*";

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final Set<String> names = new TreeSet<>();

    private ParameterFaults() {}

    /**
     * The names of all parameters that the API may refuse, as messages show them; empty if it must answer.
     *
     * @param known all that the route takes
     * @param pairs name and value, in turns; no cursor among them is one
     */
    static Set<String> of(List<String> known, List<String> pairs) {
        ParameterFaults faults = new ParameterFaults();
        for (int i = 0; i < pairs.size(); i += 2) {
            faults.values
                    .computeIfAbsent(pairs.get(i), name -> new ArrayList<>())
                    .add(pairs.get(i + 1));
        }
        faults.values.forEach((name, given) -> {
            boolean right = known.contains(name)
                    && (given.size() == 1 || !ONCE.contains(name))
                    && given.stream().allMatch(value -> isRight(name, value));
            if (!right) {
                faults.names.add(Printable.of(name));
            }
        });
        faults.together();
        return faults.names;
    }

    private void together() {
        if (values.containsKey("actor_id") && !values.containsKey("actor_type")) {
            names.add("actor_id");
        }
        if (values.containsKey("resource_id") && !values.containsKey("resource_type")) {
            names.add("resource_id");
        }
        if (isTime("since") && isTime("until") && time("since").isAfter(time("until"))) {
            names.add("since");
        }
    }

    private boolean isTime(String name) {
        return values.containsKey(name) && TIMES.contains(values.get(name).get(0));
    }

    private OffsetDateTime time(String name) {
        return OffsetDateTime.parse(values.getOrDefault(name, List.of()).get(0));
    }

    private static boolean isRight(String name, String value) {
        return switch (name) {
            case "category", "resource_type" -> value.matches(NAME) && value.length() <= 64;
            case "type", "exclude_type" ->
                value.length() <= 128 // first: a long one is too much for the pattern
                        && value.matches(NAME + "(\\." + NAME + ")*\\.(" + NAME + "|\\*)");
            case "severity" -> value.matches("info|warning|error");
            case "actor_type" -> value.matches("user|system|job");
            case "actor_id", "resource_id" -> HostileIds.isValid(value);
            case "since", "until" -> TIMES.contains(value);
            case "limit" -> value.matches("[1-9][0-9]?|[1-4][0-9][0-9]|500|0[1-9][0-9]?|00[1-9]");
            default -> false;
        };
    }
}
