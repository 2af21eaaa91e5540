package dev.annals.query.http;

import dev.annals.event.Printable;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark. None is ignored: each must be known, decodable and not empty. */
final class Parameters {

    /** Alternatives for one parameter: each costs a look-up in every partition. */
    static final int MAX_ALTERNATIVES = 100;

    private static final String ENCODING_PROBLEM = "is not percent-encoded UTF-8";

    private final Map<String, List<String>> values;

    private Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    static Parameters parse(@Nullable String rawQuery) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : rawQuery == null ? new String[0] : rawQuery.split("&")) {
            if (!pair.isEmpty()) { // a spare & says nothing
                add(pair, values);
            }
        }
        return new Parameters(values);
    }

    /** Refuses what is not among the known names. */
    void requireKnown(Collection<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw unknown(name, known);
            }
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of a parameter that may be given once. */
    Optional<String> one(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw ProblemException.parameter(
                    name, name + " is given " + given.size() + " times, it can be given once only");
        }
        return given.stream().findFirst();
    }

    /** The values of a parameter that may be repeated. */
    List<String> all(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        if (given.size() > MAX_ALTERNATIVES) {
            throw ProblemException.parameter(
                    name, name + " is given " + given.size() + " times, at most " + MAX_ALTERNATIVES + " are allowed");
        }
        return given;
    }

    private static void add(String pair, Map<String, List<String>> values) {
        int equals = pair.indexOf('=');
        String rawName = equals < 0 ? pair : pair.substring(0, equals);
        String name = decode(rawName, Printable.of(rawName));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1), Printable.of(name));
        if (name.isEmpty()) {
            throw ProblemException.parameter(
                    "", "a parameter has no name; parameters are written name=value&name=value");
        }
        if (value.isEmpty()) {
            String shown = Printable.of(name);
            throw ProblemException.parameter(shown, shown + " has no value; give one, or leave the parameter out");
        }
        values.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
    }

    private static String decode(String raw, String shownName) {
        try {
            return PercentEncoding.decodeQuery(raw);
        } catch (CharacterCodingException e) {
            throw ProblemException.parameter(
                    shownName, shownName + " " + ENCODING_PROBLEM + ": " + Printable.quoted(raw));
        }
    }

    private static ProblemException unknown(String name, Collection<String> known) {
        String shown = Printable.of(name);
        String meant = NearestName.of(name, known)
                .map(nearest -> "did you mean " + nearest + "? The")
                .orElse("the");
        return ProblemException.parameter(
                shown,
                Printable.quoted(name) + " is unknown; " + meant + " parameters here are " + String.join(", ", known));
    }
}
