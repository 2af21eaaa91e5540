package dev.annals.benchmarks;

import dev.annals.event.EventFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A filter, as the API is asked for it and as its SQL is made.
 *
 * @param parameters as in a URL
 */
record Question(EventFilter filter, String parameters) {

    /** @param conditions names of parameters, and their values; a name may be there more than once */
    static Question of(List<Map.Entry<String, String>> conditions) {
        EventFilter.Builder filter = EventFilter.builder();
        StringBuilder parameters = new StringBuilder();
        for (Map.Entry<String, String> condition : conditions) {
            add(filter, condition.getKey(), condition.getValue());
            parameters
                    .append('&')
                    .append(condition.getKey())
                    .append('=')
                    .append(URLEncoder.encode(condition.getValue(), StandardCharsets.UTF_8));
        }
        return new Question(filter.build(), parameters.toString());
    }

    private static void add(EventFilter.Builder filter, String name, String value) {
        switch (name) {
            case "category" -> filter.category(value);
            case "type" -> filter.type(value);
            case "exclude_type" -> filter.excludeType(value);
            case "severity" -> filter.severity(value);
            case "actor_type" -> filter.actorType(value);
            case "actor_id" -> filter.actorId(value);
            case "resource_type" -> filter.resourceType(value);
            case "resource_id" -> filter.resourceId(value);
            case "since" -> filter.since(Instant.parse(value));
            case "until" -> filter.until(Instant.parse(value));
            default -> throw new IllegalArgumentException("there is no parameter " + name);
        }
    }

    String page(int limit) {
        return "/v1/events?limit=" + limit + parameters;
    }

    String count() {
        return "/v1/events/count?" + (parameters.isEmpty() ? "" : parameters.substring(1));
    }
}
