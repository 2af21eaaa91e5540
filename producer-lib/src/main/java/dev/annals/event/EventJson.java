package dev.annals.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The event as JSON: the one shape that is on the topic, in the API and in files. Writing gives UTF-8 without
 * white space, absent parts left out. Reading is strict: UTF-8 only, exactly one object, no duplicate key at any depth;
 * fields it does not know are ignored, so that a newer publisher never breaks an older reader.
 *
 * <p>Thread-safe.
 */
public final class EventJson {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8) // or an emoji takes 12 bytes instead of 4
            .build();

    /** All that an event can have, in the order of writing. */
    public static final List<String> FIELDS = List.of(
            "id",
            "inserted_at",
            "category",
            "type",
            "actor_type",
            "actor_id",
            "resource_type",
            "resource_id",
            "severity",
            "metadata");

    private EventJson() {}

    /** The JSON text in UTF-8. */
    public static byte[] encode(Event event) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(320 + event.metadata().size());
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            write(event, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * An event as it is on the topic.
     *
     * @throws MalformedEventException if the bytes are not one JSON object
     * @throws InvalidEventException with every broken rule; a missing id is one
     */
    public static Event decode(byte[] utf8) {
        return decodeDraft(utf8).toEventWithItsId();
    }

    /**
     * An event in the making: as {@link #decode}, but without an id one will be minted. Broken rules are reported by
     * the draft when it is published or built.
     *
     * @throws MalformedEventException if the bytes are not one JSON object
     * @throws InvalidEventException if it is nested too deep, or a value is too long, to be read to its end
     */
    public static EventDraft decodeDraft(byte[] utf8) {
        return EventReader.read(utf8, name -> Optional.empty());
    }

    /**
     * As {@link #decodeDraft(byte[])}, for what people write: a field that no event has may be a broken rule too.
     *
     * @param unknownField what is wrong about a field of that name, if anything; nested fields are the metadata's own
     */
    public static EventDraft decodeDraft(byte[] utf8, Function<String, Optional<String>> unknownField) {
        return EventReader.read(utf8, unknownField);
    }

    private static void write(Event event, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", event.id().toString());
        out.writeStringField("inserted_at", EventTime.format(event.insertedAt()));
        out.writeStringField("category", event.category());
        out.writeStringField("type", event.type());
        Actor actor = event.actor();
        if (actor != null) {
            out.writeStringField("actor_type", actor.type().wireName());
            out.writeStringField("actor_id", actor.id());
        }
        Resource resource = event.resource();
        if (resource != null) {
            out.writeStringField("resource_type", resource.type());
            out.writeStringField("resource_id", resource.id());
        }
        out.writeStringField("severity", event.severity().wireName());
        out.writeFieldName("metadata");
        out.writeRawValue(event.metadata().json());
        out.writeEndObject();
    }
}
