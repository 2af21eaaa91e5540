package dev.annals.query.http;

import dev.annals.event.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request, as RFC 9457 has it.
 *
 * @param detail what is wrong and what would be right
 * @param parameter the one at fault, if it is one
 * @param headers that the status asks for
 */
record Problem(
        int status,
        String type,
        String title,
        String detail,
        @Nullable String parameter,
        Map<String, String> headers) {

    private static final String TYPE = "urn:annals:problem:";

    Problem {
        headers = Map.copyOf(headers);
    }

    static Problem parameter(String name, String detail) {
        return new Problem(400, TYPE + "parameter", "A parameter is wrong", detail, name, Map.of());
    }

    static Problem notFound(String detail) {
        return plain(404, "not-found", "Not found", detail);
    }

    static Problem methodNotAllowed(String method) {
        return new Problem(
                405,
                TYPE + "method-not-allowed",
                "Method not allowed",
                Printable.quoted(method) + " is not allowed: this API is read with GET and HEAD",
                null,
                Map.of("Allow", "GET, HEAD"));
    }

    static Problem internal() {
        return plain(500, "internal", "Internal error", "the fault is ours; the log of the API tells more");
    }

    /** For what may well work in a second. */
    static Problem unavailable(String type, String title, String detail) {
        return new Problem(503, TYPE + type, title, detail, null, Map.of("Retry-After", "1"));
    }

    static Problem overloaded(String detail) {
        return unavailable("overloaded", "The API is overloaded", detail);
    }

    static Problem plain(int status, String type, String title, String detail) {
        return new Problem(status, TYPE + type, title, detail, null, Map.of());
    }

    Answer toAnswer() {
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
            if (parameter != null) {
                json.writeStringField("parameter", parameter);
            }
            json.writeEndObject();
        });
        return Answer.of(status, "application/problem+json", body, headers);
    }
}
