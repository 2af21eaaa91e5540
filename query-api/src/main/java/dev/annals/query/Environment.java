package dev.annals.query;

import dev.annals.query.http.NearestName;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed values, and remembers which keys exist so that others can be refused. An empty value counts as none.
 *
 * <p>Confined to one reading.
 */
final class Environment {

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES);

    private final Map<String, String> values;
    private final List<String> othersPrefixes;
    private final TreeSet<String> known = new TreeSet<>();

    /** @param othersPrefixes of the keys that are left to other services */
    Environment(Map<String, String> values, String... othersPrefixes) {
        this.values = values;
        this.othersPrefixes = List.of(othersPrefixes);
    }

    Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** {@code on} or {@code off}, also written {@code true} or {@code false}. */
    Optional<Boolean> flag(String key) {
        return text(key).map(text -> switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new ConfigException(key + " must be on or off, or true or false, not \"" + text + '"');
        });
    }

    Optional<Integer> number(String key, int min, int max) {
        return text(key).map(text -> {
            if (text.matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw new ConfigException(key + " must be a whole number from " + min + " to " + max + ", not \"" + text
                    + '"' + ServiceLinks.cause(text));
        });
    }

    Optional<Duration> duration(String key, Duration max) {
        return text(key).map(text -> {
            Matcher match = DURATION.matcher(text);
            if (match.matches()) {
                Duration duration = Duration.of(Long.parseLong(match.group(1)), UNITS.get(match.group(2)));
                if (duration.compareTo(max) <= 0) {
                    return duration;
                }
            }
            throw new ConfigException(key + " must be a time such as 500ms, 10s or 2m, at most " + max.toMinutes()
                    + "m, not \"" + text + '"');
        });
    }

    /** To be called after every key has been read. */
    void refuseUnknown() {
        for (String key : new TreeSet<>(values.keySet())) {
            if (!known.contains(key) && isOurs(key) && !ServiceLinks.made(key, values.getOrDefault(key, ""))) {
                String meant = NearestName.of(key, known)
                        .map(nearest -> "did you mean " + nearest + "? Known")
                        .orElse("known");
                throw new ConfigException(key + " is unknown; " + meant + " are " + String.join(", ", known));
            }
        }
    }

    private boolean isOurs(String key) {
        return key.startsWith("ANNALS_") && othersPrefixes.stream().noneMatch(key::startsWith);
    }
}
