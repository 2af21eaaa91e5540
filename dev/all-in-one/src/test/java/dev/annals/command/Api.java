package dev.annals.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** An analyst's questions. */
record Api(URI uri) {

    private static final ObjectMapper JSON = new ObjectMapper();

    long count(String filters) throws IOException, InterruptedException {
        return get("/v1/events/count?" + filters).get("count").asLong();
    }

    List<JsonNode> events(String filters) throws IOException, InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        get("/v1/events?" + filters).get("events").forEach(events::add);
        return events;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve(path)).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answers " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
