package dev.annals.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event's JSON into an array of exactly its size. It does so on the thread of whoever publishes, for each event: so
 * nothing is made that is thrown away, and the metadata is copied as the bytes it is.
 *
 * <p>Only ids may hold anything that JSON escapes, or that is not ASCII; all other texts are names. Confined to one event.
 */
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

    private final byte[] bytes;
    private int size;

    private EventWriter(int length) {
        this.bytes = new byte[length];
    }

    static byte[] write(Event event) {
        String id = event.id().toString();
        String time = EventTime.format(event.insertedAt());
        String severity = event.severity().wireName();
        Actor actor = event.actor();
        Resource resource = event.resource();
        byte[] actorId = actor == null ? null : escaped(actor.id());
        byte[] resourceId = resource == null ? null : escaped(resource.id());
        int length = ID.length + id.length() + INSERTED_AT.length + time.length();
        length += CATEGORY.length
                + event.category().length()
                + TYPE.length
                + event.type().length();
        if (actor != null) {
            length += ACTOR_TYPE.length + actor.type().wireName().length() + ACTOR_ID.length;
            length += length(actor.id(), actorId);
        }
        if (resource != null) {
            length += RESOURCE_TYPE.length + resource.type().length() + RESOURCE_ID.length;
            length += length(resource.id(), resourceId);
        }
        length += SEVERITY.length
                + severity.length()
                + METADATA.length
                + event.metadata().size()
                + 1;

        EventWriter out = new EventWriter(length);
        out.field(ID, id);
        out.field(INSERTED_AT, time);
        out.field(CATEGORY, event.category());
        out.field(TYPE, event.type());
        if (actor != null) {
            out.field(ACTOR_TYPE, actor.type().wireName());
            out.id(ACTOR_ID, actor.id(), actorId);
        }
        if (resource != null) {
            out.field(RESOURCE_TYPE, resource.type());
            out.id(RESOURCE_ID, resource.id(), resourceId);
        }
        out.field(SEVERITY, severity);
        out.metadata(event.metadata());
        return out.bytes;
    }

    /** As JSON has it, in UTF-8; null if it is as it is. */
    private static byte @Nullable [] escaped(String id) {
        return isPlain(id) ? null : JsonStringEncoder.getInstance().quoteAsUTF8(id);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static int length(String text, byte @Nullable [] escaped) {
        return escaped == null ? text.length() : escaped.length;
    }

    private void id(byte[] before, String text, byte @Nullable [] escaped) {
        if (escaped == null) {
            field(before, text);
        } else {
            append(before);
            append(escaped);
        }
    }

    @SuppressWarnings("deprecation") // it is the fastest way for ASCII, and wrong for anything else only
    private void field(byte[] before, String ascii) {
        append(before);
        ascii.getBytes(0, ascii.length(), bytes, size);
        size += ascii.length();
    }

    private void metadata(Metadata metadata) {
        append(METADATA);
        metadata.copyTo(bytes, size);
        size += metadata.size();
        bytes[size] = '}';
    }

    private void append(byte[] part) {
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
