package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void directory_isInUse_forOthersOfTheProcess_andForOtherProcessesAfterThem() throws Exception {
        // Given
        try (DataDirectory mine = DataDirectory.open(directory)) {
            String inUse = directory.toRealPath() + " is in use by another demo (process "
                    + ProcessHandle.current().pid() + "): stop that, or choose another directory";
            assertThatThrownBy(() -> DataDirectory.open(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessage(inUse);

            // When
            String another = DirectoryInChild.open(directory);

            // Then
            assertThat(mine.isNew()).isTrue();
            assertThat(another).contains(inUse);
        }
        assertThat(DirectoryInChild.open(directory)).isEmpty();
    }
}
