package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
    @Test
    void close_removesTheTree_butNotWhatItsLinksPointTo(@TempDir Path elsewhere) throws Exception {
        var directory = TemporaryDirectory.create("annals test-");
        Files.writeString(
                Files.createDirectories(directory.path().resolve("a/b")).resolve("file"), "content");
        Files.createSymbolicLink(directory.path().resolve("link"), elsewhere);

        directory.close();
        directory.close();

        assertThat(directory.path()).doesNotExist();
        assertThat(elsewhere).exists();
    }
}
