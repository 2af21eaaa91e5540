package dev.annals.event;

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
        return EventWriter.write(event);
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
}
