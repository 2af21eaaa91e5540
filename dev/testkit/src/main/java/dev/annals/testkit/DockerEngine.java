package dev.annals.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers. */
final class DockerEngine {
    private DockerEngine() {}

    /** Testcontainers logs an error and takes half a second where there is none, so it is asked only on suspicion. */
    static boolean answers() {
        return isLikely(System.getenv(), Path.of(System.getProperty("user.home")), Files::exists)
                && DockerClientFactory.instance().isDockerAvailable();
    }

    /** Looks where Testcontainers would look. */
    static boolean isLikely(Map<String, String> environment, Path home, Predicate<Path> exists) {
        return environment.containsKey("DOCKER_HOST")
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                home.resolve(".testcontainers.properties"))
                        .anyMatch(exists);
    }
}
