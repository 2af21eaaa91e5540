package dev.annals.query.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether this process lives, and whether it can answer searches. Thread-safe. */
final class HealthRoutes {

    private final Supplier<Optional<String>> outage;

    /** @param outage why searches cannot be answered, or empty */
    HealthRoutes(Supplier<Optional<String>> outage) {
        this.outage = outage;
    }

    Answer live(Call call) {
        return up();
    }

    Answer ready(Call call) {
        return outage.get().map(HealthRoutes::down).orElseGet(HealthRoutes::up);
    }

    static Answer up() {
        return Answer.json(Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("status", "up");
            json.writeEndObject();
        }));
    }

    private static Answer down(String reason) {
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("status", "down");
            json.writeStringField("reason", reason);
            json.writeEndObject();
        });
        return Answer.of(503, "application/json", body, Map.of("Retry-After", "1"));
    }
}
