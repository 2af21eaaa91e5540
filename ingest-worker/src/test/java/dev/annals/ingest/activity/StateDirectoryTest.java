package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {

    private Path directory;

    @BeforeEach
    void findTemporary(@TempDir Path temporary) throws Exception {
        directory = temporary.toRealPath();
    }

    @Test
    void directory_isMadeForThisUserAlone() throws Exception {
        // Given
        Path wanted = directory.resolve("state/annals");

        // When
        Path made = StateDirectory.open(wanted);

        // Then
        assertThat(made).isEqualTo(wanted);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.getParent())))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void directory_isRefused_whenOthersCanWriteInIt(String permissions) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> StateDirectory.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("others can write in " + directory + " (" + permissions
                        + "): remove it, or set ANNALS_WORKER_STATE_DIR to a directory that is not there yet");
    }

    @Test
    void directory_isTaken_whenOthersCanOnlyReadIt() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(StateDirectory.open(directory)).isEqualTo(directory);
    }

    @Test
    void directory_isRefused_whenAnotherUserOwnsIt() {
        long owner = new UnixSystem().getUid();

        assertThatCode(() -> StateDirectory.refuseAnothers(directory, owner)).doesNotThrowAnyException();
        assertThatThrownBy(() -> StateDirectory.refuseAnothers(directory, owner + 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(directory + " belongs to the user " + owner + ", not to the worker's, " + (owner + 1)
                        + ": set ANNALS_WORKER_STATE_DIR to a directory that is not there yet");
    }

    @Test
    void directory_isTheOneThatALinkLeadsTo() throws Exception {
        // Given
        Path target = Files.createDirectory(
                directory.resolve("target"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);

        // When
        Path opened = StateDirectory.open(link);

        // Then
        assertThat(opened).isEqualTo(target);
    }

    @Test
    void open_saysWhatToSet_whenTheDirectoryCannotBeMade() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> StateDirectory.open(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot keep state in " + file
                        + ": set ANNALS_WORKER_STATE_DIR to a directory that can be written");
    }
}
