package dev.annals.allinone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** docker-compose.yml, with the defaults of its variables. */
record Compose(JsonNode file) {

    static Compose read() throws IOException {
        String text =
                Files.readString(Repository.ROOT.resolve("docker-compose.yml")).replaceAll("\\$\\{\\w+:-(\\w+)}", "$1");
        return new Compose(new ObjectMapper(new YAMLFactory()).readTree(text));
    }

    JsonNode services() {
        return file.get("services");
    }

    JsonNode service(String name) {
        return services().get(name);
    }

    /** The command that asks a service's health. */
    List<String> healthCheck(String service) {
        List<String> words = new ArrayList<>();
        service(service).get("healthcheck").get("test").forEach(word -> words.add(word.asText()));
        if (!words.remove(0).equals("CMD")) {
            throw new IllegalStateException("the health check of " + service + " needs a shell");
        }
        return words;
    }

    Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        service(service)
                .get("environment")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return environment;
    }
}
