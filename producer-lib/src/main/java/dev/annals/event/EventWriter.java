package dev.annals.event;

import java.nio.charset.StandardCharsets;

/** Writes an event's JSON. Only ids may hold anything that JSON escapes, or that is not ASCII; all other texts are names. */
final class EventWriter {

    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] INSERTED_AT = ascii("\",\"inserted_at\":\"");
    private static final byte[] CATEGORY = ascii("\",\"category\":\"");
    private static final byte[] TYPE = ascii("\",\"type\":\"");
    private static final byte[] ACTOR_TYPE = ascii("\",\"actor_type\":\"");
    private static final byte[] ACTOR_ID = ascii("\",\"actor_id\":\"");
    private static final byte[] RESOURCE_TYPE = ascii("\",\"resource_type\":\"");
    private static final byte[] RESOURCE_ID = ascii("\",\"resource_id\":\"");
    private static final byte[] SEVERITY = ascii("\",\"severity\":\"");
    private static final byte[] METADATA = ascii("\",\"metadata\":");

    /** Of an event with ids and types of a usual length, without its metadata. */
    private static final int USUAL_SIZE = 400;

    private EventWriter() {}

    static byte[] write(Event event) {
        JsonBytes out = new JsonBytes(USUAL_SIZE + event.metadata().size());
        out.append(ID).appendAscii(event.id().toString());
        out.append(INSERTED_AT).appendAscii(EventTime.format(event.insertedAt()));
        out.append(CATEGORY).appendAscii(event.category());
        out.append(TYPE).appendAscii(event.type());
        Actor actor = event.actor();
        if (actor != null) {
            out.append(ACTOR_TYPE).appendAscii(actor.type().wireName());
            out.append(ACTOR_ID).appendText(actor.id());
        }
        Resource resource = event.resource();
        if (resource != null) {
            out.append(RESOURCE_TYPE).appendAscii(resource.type());
            out.append(RESOURCE_ID).appendText(resource.id());
        }
        out.append(SEVERITY).appendAscii(event.severity().wireName());
        out.append(METADATA).append(event.metadata()).append('}');
        return out.toBytes();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
