package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesIT {
    @Test
    void unpacked_isWholeAndOne_whenTwoJvmsUnpackAtOnce(@TempDir Path parent) throws Exception {
        // Given
        Path home = Files.createDirectory(parent.resolve("a home"));

        // When
        var directories =
                Stream.of("one", "two")
                        .map(jvm -> CompletableFuture.supplyAsync(() -> unpackInChild(home)))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        // Then
        assertThat(directories).hasSize(2).containsOnly(directories.get(0));
        try (var cache = Files.list(home.resolve(".cache/annals"))) {
            assertThat(cache).isEqualTo(List.of(Path.of(directories.get(0))));
        }
    }

    private static String unpackInChild(Path home) {
        try (var child = ChildJvm.start(home, UnpackInChild.class)) {
            return child.firstLine();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static final class UnpackInChild {
        private UnpackInChild() {}

        public static void main(String[] arguments) throws Exception {
            var binaries = PostgresBinaries.unpacked();
            binaries.run("postgres", "--version");
            System.out.println(binaries.directory());
        }
    }
}
