package dev.annals.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Walks over one JSON value and lists what PostgreSQL would refuse, change or blow up: duplicate keys, U+0000, unpaired
 * surrogates, numbers that are long when written out.
 *
 * <p>Confined to one document.
 */
final class ValueChecker {

    private final JsonParser in;
    private final String field;
    private final List<Violation> found;
    private final JsonPath path;

    private ValueChecker(JsonParser in, String field, List<Violation> found) {
        this.in = in;
        this.field = field;
        this.found = found;
        this.path = new JsonPath(field);
    }

    /**
     * The parser stands at the value's first token, and afterwards at its last.
     *
     * @throws InvalidEventException with all that was found, if the value is nested too deep to read on
     */
    static void check(JsonParser in, String field, List<Violation> found) throws IOException {
        new ValueChecker(in, field, found).value(in.currentToken());
    }

    private void value(JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            object();
        } else if (token == JsonToken.START_ARRAY) {
            array();
        } else if (token == JsonToken.VALUE_STRING) {
            TextRules.textProblem(in.getText()).ifPresent(this::report);
        } else if (token.isNumeric()) {
            NumberRules.problem(in.getText()).ifPresent(this::report);
        }
    }

    private void object() throws IOException {
        checkDepth();
        SeenKeys keys = new SeenKeys();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            path.enter(key);
            if (!keys.add(key)) {
                report("is given twice");
            }
            Optional<String> problem = TextRules.textProblem(key);
            problem.ifPresent(text -> report("the key " + text));
            value(in.nextToken());
            path.leave();
        }
    }

    private void array() throws IOException {
        checkDepth();
        int index = 0;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            path.enter(index++);
            value(token);
            path.leave();
        }
    }

    private void checkDepth() {
        if (path.depth() >= Metadata.MAX_DEPTH) {
            found.add(new Violation(field, Metadata.DEPTH_PROBLEM));
            throw new InvalidEventException(found);
        }
    }

    private void report(String problem) {
        Violation.add(found, path.toString(), problem);
    }
}
