package dev.annals.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.EventTime;
import dev.annals.query.search.Cursor;
import dev.annals.query.search.EventPage;
import dev.annals.query.search.EventRow;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as JSON, of the shape they have on the topic. */
final class EventAnswers {

    private EventAnswers() {}

    static Answer event(EventRow event) {
        return Answer.json(Json.bytes(json -> write(event, json)));
    }

    static Answer count(long count) {
        return Answer.json(Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeEndObject();
        }));
    }

    /** The last page has no {@code next_cursor}. */
    static Answer page(EventPage page, EventFilter filter) {
        return Answer.json(Json.bytes(json -> {
            List<EventRow> events = page.events();
            json.writeStartObject();
            json.writeArrayFieldStart("events");
            for (EventRow event : events) {
                write(event, json);
            }
            json.writeEndArray();
            if (page.hasMore()) {
                json.writeStringField(
                        "next_cursor",
                        Cursor.after(events.get(events.size() - 1).id(), filter));
            }
            json.writeEndObject();
        }));
    }

    private static void write(EventRow event, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", event.id().toString());
        json.writeStringField("inserted_at", EventTime.format(EventIds.timestamp(event.id())));
        json.writeStringField("category", event.category());
        json.writeStringField("type", event.type());
        optional("actor_type", event.actorType(), json);
        optional("actor_id", event.actorId(), json);
        optional("resource_type", event.resourceType(), json);
        optional("resource_id", event.resourceId(), json);
        json.writeStringField("severity", event.severity());
        json.writeFieldName("metadata");
        json.writeRawValue(event.metadata());
        json.writeEndObject();
    }

    private static void optional(String name, @Nullable String value, JsonGenerator json) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
