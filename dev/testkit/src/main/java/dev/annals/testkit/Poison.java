package dev.annals.testkit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records that can never be rows, one of each kind, and what their dead letters must say.
 *
 * @param reason the dead letter's reason
 * @param detail how its detail begins
 */
@SuppressWarnings("ArrayRecordComponent") // raw bytes, never compared
public record Poison(String name, byte @Nullable [] value, String reason, String detail, int headers) {

    private static final String ID = "019aaf3c-7c00-7def-8a51-2b6f0f1f9a10";
    private static final String REST = "\"category\":\"media\",\"type\":\"a.b\"";

    public static List<Poison> all() {
        return List.of(
                undecodable("not JSON", "hello", "must be one JSON object, but begins with \"h\""),
                undecodable("cut off", "{\"id\":\"" + ID, "is not JSON"),
                undecodable("empty", "", "is empty, must be one JSON object"),
                new Poison("null", null, "UNDECODABLE", "has no value, must be one JSON object", 0),
                undecodable("array", "[" + event("") + "]", "must be one JSON object, but begins with \"[\""),
                undecodable("two documents", event("") + "{}", "goes on after the end of the JSON object"),
                undecodable("NaN", event(",\"metadata\":{\"n\":NaN}"), "is not JSON"),
                new Poison(
                        "UTF-16",
                        event("").getBytes(StandardCharsets.UTF_16BE),
                        "UNDECODABLE",
                        "holds zero bytes; JSON must be in UTF-8, not UTF-16 or UTF-32",
                        0),
                new Poison(
                        "surrogate as bytes",
                        event(",\"metadata\":{\"s\":\"\u00ed\u00a0\u0080\"}").getBytes(Charset.forName("ISO-8859-1")),
                        "UNDECODABLE",
                        "is not UTF-8 at byte",
                        0),
                invalid(
                        "wrong types",
                        "{\"id\":7," + REST + ",\"metadata\":[]}",
                        "id: must be a string, not a number; " + "metadata: must be a JSON object, not an array"),
                invalid("missing fields", "{}", "id: is missing; category: is missing; type: is missing"),
                invalid("U+0000", event(",\"metadata\":{\"s\":\"a\\u0000\"}"), "metadata.s: holds U+0000"),
                invalid(
                        "surrogate",
                        event(",\"metadata\":{\"s\":\"\\ud800\"}"),
                        "metadata.s: holds an unpaired surrogate"),
                invalid("duplicate key", event(",\"type\":\"a.c\""), "type: is given twice"),
                invalid(
                        "duplicate key below",
                        event(",\"metadata\":{\"a\":{\"b\":1,\"b\":1}}"),
                        "metadata.a.b: is given twice"),
                invalid("1e100000", event(",\"metadata\":{\"n\":1e100000}"), "metadata.n: the number \"1e100000\""),
                invalid("1e131072", event(",\"metadata\":{\"n\":1e131072}"), "metadata.n: the number \"1e131072\""),
                invalid(
                        "depth",
                        event(",\"metadata\":{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}"),
                        "metadata: is nested deeper than 32 levels"),
                invalid(
                        "long id",
                        event(",\"actor_type\":\"user\",\"actor_id\":\"" + "x".repeat(2705) + "\""),
                        "actor_id: has 2705 characters, at most 256 are allowed"),
                invalid(
                        "version 4",
                        "{\"id\":\"" + new UUID(0x4000, 1L << 63) + "\"," + REST + "}",
                        "id: must be a UUID of version 7"),
                new Poison(
                        "year 10000",
                        ("{\"id\":\"" + firstIdOf(Instant.parse("+10000-01-01T00:00:00Z")) + "\"," + REST + "}")
                                .getBytes(StandardCharsets.UTF_8),
                        "TIMESTAMP_OUT_OF_RANGE",
                        "the id's time +10000-01-01T00:00:00Z is more than 24 h ahead",
                        0),
                new Poison(
                        "10,000 headers",
                        "x".getBytes(StandardCharsets.UTF_8),
                        "UNDECODABLE",
                        "must be one JSON object",
                        10_000));
    }

    /** A UUID of version 7. */
    private static UUID firstIdOf(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 1L << 63);
    }

    private static String event(String more) {
        return "{\"id\":\"" + ID + "\"," + REST + more + "}";
    }

    private static Poison undecodable(String name, String value, String detail) {
        return new Poison(name, value.getBytes(StandardCharsets.UTF_8), "UNDECODABLE", detail, 0);
    }

    private static Poison invalid(String name, String value, String detail) {
        return new Poison(name, value.getBytes(StandardCharsets.UTF_8), "INVALID", detail, 0);
    }
}
