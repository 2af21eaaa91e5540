package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerEngineTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void isLikely_whereItsAddressIsSet() {
        assertThat(DockerEngine.isLikely(Map.of("DOCKER_HOST", "tcp://build:2375"), HOME, path -> false))
                .isTrue();
    }

    @Test
    void isLikely_whereASocketLies() {
        var runtime = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");

        assertThat(DockerEngine.isLikely(Map.of(), HOME, Path.of("/var/run/docker.sock")::equals))
                .isTrue();
        assertThat(DockerEngine.isLikely(runtime, HOME, Path.of("/run/user/1000/docker.sock")::equals))
                .isTrue();
        assertThat(DockerEngine.isLikely(Map.of(), HOME, HOME.resolve(".docker/run/docker.sock")::equals))
                .isTrue();
    }

    @Test
    void isUnlikely_whereThereIsNoTrace() {
        assertThat(DockerEngine.isLikely(Map.of(), HOME, path -> false)).isFalse();
    }
}
