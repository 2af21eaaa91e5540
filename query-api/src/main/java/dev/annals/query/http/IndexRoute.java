package dev.annals.query.http;

import java.util.Map;

/** What there is, for whoever opens the printed address. Thread-safe. */
final class IndexRoute {

    private final Routes routes;

    IndexRoute(Routes routes) {
        this.routes = routes;
    }

    Answer index(Call call) {
        return Answer.json(Json.bytes(json -> {
            json.useDefaultPrettyPrinter(); // people read it
            json.writeStartObject();
            json.writeStringField("name", "Annals query API");
            json.writeObjectFieldStart("routes");
            for (Map.Entry<String, String> route : routes.about().entrySet()) {
                json.writeStringField(route.getKey(), route.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }));
    }
}
