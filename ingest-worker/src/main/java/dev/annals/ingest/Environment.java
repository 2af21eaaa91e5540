package dev.annals.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads settings from environment variables and remembers which ones exist, so that a misspelt one is refused with the
 * nearest right one instead of being ignored. An empty value counts as none.
 *
 * <p>Confined to one reading.
 */
final class Environment {

    private final Map<String, String> variables;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    String text(String key, String byDefault) {
        return find(key).orElse(byDefault);
    }

    /** Must begin with {@code start}. */
    String text(String key, String byDefault, String start) {
        String value = text(key, byDefault);
        if (!value.startsWith(start)) {
            problems.add(key + " must begin with " + start + ", such as " + byDefault);
        }
        return value;
    }

    /** {@code on} or {@code off}. */
    boolean flag(String key, boolean byDefault) {
        String value = text(key, byDefault ? "on" : "off");
        if (!value.equals("on") && !value.equals("off")) {
            problems.add(key + " must be on or off, not '" + value + "'");
        }
        return value.equals("on");
    }

    /** {@code true} or {@code false}, which is the default. */
    boolean isTrue(String key) {
        String value = text(key, "false");
        if (!value.equals("true") && !value.equals("false")) {
            problems.add(key + " must be true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    /** {@code parse} throws an IllegalArgumentException that says what the value must be. */
    <T> T parsed(String key, String byDefault, Function<String, T> parse) {
        try {
            return parse.apply(text(key, byDefault));
        } catch (IllegalArgumentException e) {
            problems.add(key + " " + e.getMessage());
            return parse.apply(byDefault);
        }
    }

    int number(String key, int byDefault, int min, int max) {
        Optional<String> text = find(key);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // reported below, like one out of range
        }
        problems.add(key + " must be a whole number from " + min + " to " + max + ", not '" + text.get() + "'");
        return byDefault;
    }

    /**
     * The last call: every variable with this prefix must have been asked for, but for those of another service.
     *
     * @throws IllegalArgumentException with everything that is wrong
     */
    void refuseTheRest(String prefix, String anothersPrefix) {
        for (String key : new TreeSet<>(variables.keySet())) {
            if (key.startsWith(prefix) && !key.startsWith(anothersPrefix) && !known.contains(key)) {
                problems.add("there is no setting " + key + "; did you mean " + nearest(key) + "?");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private Optional<String> find(String key) {
        known.add(key);
        return Optional.ofNullable(variables.get(key)).filter(value -> !value.isBlank());
    }

    private String nearest(String key) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
    }

    /** Levenshtein's: how many letters must be added, dropped or replaced. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
