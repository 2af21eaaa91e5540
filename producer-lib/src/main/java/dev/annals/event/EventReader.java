package dev.annals.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event's JSON into a draft. Metadata is checked value by value and then kept as the bytes it came in.
 *
 * <p>Confined to one document.
 */
final class EventReader {

    private final byte[] utf8;
    private final JsonParser in;
    private final List<Violation> found;

    private EventReader(byte[] utf8, JsonParser in, List<Violation> found) {
        this.utf8 = utf8;
        this.in = in;
        this.found = found;
    }

    /**
     * A draft that knows what was wrong with its fields.
     *
     * @throws MalformedEventException if the bytes are not one JSON object
     * @throws InvalidEventException if the object could not be read to its end: too deep, a value too long
     */
    static EventDraft read(byte[] utf8, Function<String, Optional<String>> unknownField) {
        EventDraft draft = new EventDraft();
        return parse(utf8, draft.found, reader -> {
            reader.fields(draft, unknownField);
            return draft;
        });
    }

    /** @throws InvalidEventException if the bytes are not one JSON object that keeps the rules of metadata */
    static Metadata metadata(byte[] utf8) {
        List<Violation> found = new ArrayList<>(0);
        return parse(utf8, found, EventReader::metadataHere).orElseThrow(() -> new InvalidEventException(found));
    }

    private static <T> T parse(byte[] utf8, List<Violation> found, Parsing<T> parsing) {
        try (JsonParser in = StrictJson.open(utf8)) {
            in.nextToken();
            T result = parsing.parse(new EventReader(utf8, in, found));
            StrictJson.requireEnd(in);
            return result;
        } catch (StreamConstraintsException e) {
            found.add(new Violation("", "holds a string, key or number beyond any limit: " + StrictJson.reason(e)));
            throw new InvalidEventException(found);
        } catch (JsonProcessingException e) {
            throw StrictJson.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    private void fields(EventDraft draft, Function<String, Optional<String>> unknownField) throws IOException {
        SeenKeys seen = new SeenKeys();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            Optional<String> problem = TextRules.textProblem(name);
            if (problem.isPresent()) { // not ifPresent: a lambda is an object, made for each field of each event
                Violation.add(found, Printable.of(name), "the key " + problem.get());
            }
            if (seen.add(name)) {
                field(name, draft, unknownField);
            } else {
                Violation.add(found, Printable.of(name), "is given twice");
                ValueChecker.check(in, Printable.of(name), found);
            }
        }
    }

    private void field(String name, EventDraft draft, Function<String, Optional<String>> unknownField)
            throws IOException {
        switch (name) {
            case "id" -> draft.id = id();
            case "inserted_at" -> draft.insertedAt = time();
            case "category" -> draft.category = string(name);
            case "type" -> draft.type = string(name);
            case "actor_type" -> draft.actorType = string(name);
            case "actor_id" -> draft.actorId = string(name);
            case "resource_type" -> draft.resourceType = string(name);
            case "resource_id" -> draft.resourceId = string(name);
            case "severity" -> draft.severity = string(name);
            case "metadata" -> metadataField(draft);
            default -> {
                unknownField.apply(name).ifPresent(problem -> Violation.add(found, Printable.of(name), problem));
                ValueChecker.check(in, Printable.of(name), found);
            }
        }
    }

    /** A JSON null counts as absent. */
    private @Nullable String string(String field) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            Violation.add(found, field, "must be a string, not " + kind(in.currentToken()));
            ValueChecker.check(in, field, found);
        }
        return null;
    }

    private @Nullable UUID id() throws IOException {
        String text = string("id");
        if (text == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) { // fromString takes 1-1-1-1-1 too, and digits of any script
                return id;
            }
        } catch (IllegalArgumentException notAUuid) {
            // reported below, like one that is spelled otherwise
        }
        Violation.add(found, "id", "must be a UUID of version 7 (RFC 9562), not " + Printable.quoted(text));
        return null;
    }

    private @Nullable Instant time() throws IOException {
        String text = string("inserted_at");
        if (text == null) {
            return null;
        }
        try {
            return EventTime.parse(text);
        } catch (DateTimeException e) {
            Violation.add(
                    found,
                    "inserted_at",
                    "must be a time in UTC such as 2026-11-23T07:00:00.000Z, not " + Printable.quoted(text));
            return null;
        }
    }

    private void metadataField(EventDraft draft) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            metadataHere().ifPresent(draft::metadata);
        } else if (in.currentToken() != JsonToken.VALUE_NULL) {
            Violation.add(found, "metadata", "must be a JSON object, not " + kind(in.currentToken()));
            ValueChecker.check(in, "metadata", found);
        }
    }

    /** The object whose opening brace is the current token; empty if something in it was wrong. */
    private Optional<Metadata> metadataHere() throws IOException {
        int before = found.size();
        int start = (int) in.currentTokenLocation().getByteOffset();
        ValueChecker.check(in, "metadata", found);
        int end = (int) in.currentLocation().getByteOffset();
        if (end - start > Metadata.MAX_BYTES) {
            Violation.add(found, "metadata", Metadata.SIZE_PROBLEM);
        }
        return found.size() > before
                ? Optional.empty()
                : Optional.of(Metadata.ofChecked(Arrays.copyOfRange(utf8, start, end)));
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> token.isNumeric() ? "a number" : "a string";
        };
    }

    /** What to read from a document whose opening brace is the current token. */
    private interface Parsing<T> {
        T parse(EventReader reader) throws IOException;
    }
}
