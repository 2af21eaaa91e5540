package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void lock_isHeld_afterOthersOfThisJvmWereRefused() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        try (DirectoryLock mine = DirectoryLock.of(directory)) {
            assertThat(mine).isNotNull();
            assertThat(DirectoryLock.tryToTake(directory)).isEmpty();
            assertThat(DirectoryLock.tryToTake(link)).isEmpty();

            // When
            String another = tryInAnotherJvm();

            // Then
            assertThat(another).isEqualTo("in use");
        }
    }

    @Test
    void lock_isAnothers_afterTheFirstIsClosed() throws Exception {
        // Given
        DirectoryLock.of(directory).close();

        // When
        String another = tryInAnotherJvm();

        // Then
        assertThat(another).isEqualTo("taken");
    }

    @Test
    void lock_staysItsNewOwners_whenTheFormerOneIsClosedAgain() throws Exception {
        // Given
        DirectoryLock former = DirectoryLock.of(directory);
        former.close();
        try (DirectoryLock mine = DirectoryLock.of(directory)) {
            // When
            former.close();

            // Then
            assertThat(mine).isNotNull();
            assertThat(DirectoryLock.tryToTake(directory)).isEmpty();
        }
    }

    private String tryInAnotherJvm() throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, LockInChild.class, directory.toString())) {
            return child.firstLine();
        }
    }
}
