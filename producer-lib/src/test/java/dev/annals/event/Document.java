package dev.annals.event;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event's JSON to be spoilt: a valid one whose fields can be replaced by any text. */
final class Document {

    static final String ID = "01a20734-5580-7def-8a51-2b6f0f1f9a10";
    static final String TIME = "2026-11-23T07:00:00.000Z";

    private final Map<String, String> fields = new LinkedHashMap<>();

    private Document() {}

    /** With all ten fields. */
    static Document valid() {
        return new Document()
                .with("id", '"' + ID + '"')
                .with("inserted_at", '"' + TIME + '"')
                .with("category", "\"media\"")
                .with("type", "\"media_item.added\"")
                .with("actor_type", "\"user\"")
                .with("actor_id", "\"u-1\"")
                .with("resource_type", "\"movie\"")
                .with("resource_id", "\"m-1\"")
                .with("severity", "\"info\"")
                .with("metadata", "{\"title\":\"Heat\"}");
    }

    Document with(String field, String json) {
        fields.put(field, json);
        return this;
    }

    Document without(String field) {
        fields.remove(field);
        return this;
    }

    String text() {
        return fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(joining(",", "{", "}"));
    }

    byte[] utf8() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    Event decoded() {
        return EventJson.decode(utf8());
    }
}
