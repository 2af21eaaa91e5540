package dev.annals.allinone;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What dev/docker/Dockerfile says about one of its targets, the stages it rests on included. */
record Dockerfile(List<String> instructions) {

    static Dockerfile target(String name) throws IOException {
        String text = Files.readString(Repository.ROOT.resolve("dev/docker/Dockerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n *", "");
        return new Dockerfile(stage(text.lines().toList(), name));
    }

    private static List<String> stage(List<String> lines, String name) {
        List<String> stage = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith("FROM ")) {
                inside = line.endsWith(" AS " + name);
                if (inside && line.startsWith("FROM run ")) {
                    stage.addAll(stage(lines, "run"));
                }
            }
            if (inside) {
                stage.add(line);
            }
        }
        return stage;
    }

    /** What comes after an instruction's name, for each time it is there. */
    List<String> all(String instruction) {
        return instructions.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    /** Source and destination, the sources as paths in the repository. */
    List<String[]> copies() {
        return all("COPY").stream()
                .map(arguments -> arguments.replace("--from=build /src/", "").split(" "))
                .toList();
    }

    List<String> entryPoint() throws IOException {
        return words(all("ENTRYPOINT").get(0));
    }

    List<String> healthCheck() throws IOException {
        String check = all("HEALTHCHECK").get(0);
        return words(check.substring(check.indexOf(" CMD ") + " CMD ".length()));
    }

    private static List<String> words(String json) throws IOException {
        return new ObjectMapper().readValue(json, new TypeReference<>() {});
    }

    /** Fills a directory as the image's /app. */
    void fill(Path app) throws IOException {
        for (String[] copy : copies()) {
            Path from = Repository.ROOT.resolve(copy[0]);
            Path to = Files.createDirectories(app.resolve(copy[1]));
            try (Stream<Path> files = Files.isDirectory(from) ? Files.list(from) : Stream.of(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}
