package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateSlotTest {

    @TempDir
    private Path directory;

    @Test
    void slot_isForOneWorkerAtATime() {
        try (StateSlot first = StateSlot.take(directory);
                StateSlot second = StateSlot.take(directory)) {
            assertThat(first.directory())
                    .isEqualTo(directory.resolve("worker-0"))
                    .isDirectory();
            assertThat(second.directory())
                    .isEqualTo(directory.resolve("worker-1"))
                    .isDirectory();
            assertThat(second.identity()).isNotEqualTo(first.identity());
        }
    }

    @Test
    void slot_staysItsWorkers_whenAnotherOfTheSameProcessLookedAtIt() throws Exception {
        // Given
        try (StateSlot mine = StateSlot.take(directory)) {
            StateSlot.take(directory).close();

            // When
            int anothers = SlotInChild.take(directory);

            // Then
            assertThat(mine.number()).isZero();
            assertThat(anothers).isEqualTo(1);
        }
    }

    @Test
    void slot_staysItsNewWorkers_whenTheFormerOneIsClosedAgain() {
        // Given
        StateSlot former = StateSlot.take(directory);
        former.close();
        try (StateSlot mine = StateSlot.take(directory)) {
            // When
            former.close();

            // Then
            try (StateSlot anothers = StateSlot.take(directory)) {
                assertThat(mine.number()).isZero();
                assertThat(anothers.number()).isEqualTo(1);
            }
        }
    }

    @Test
    void slot_isTheSameAgain_whenItsWorkerIsStartedAgain() {
        // Given
        UUID identity;
        try (StateSlot slot = StateSlot.take(directory)) {
            identity = slot.identity();
        }

        // When
        try (StateSlot again = StateSlot.take(directory)) {
            // Then
            assertThat(again.number()).isZero();
            assertThat(again.identity()).isEqualTo(identity);
        }
    }

    @Test
    void identity_isANewOne_whenOnlyAPartWasWritten() throws Exception {
        // Given
        Path owner = Files.createDirectories(directory.resolve("worker-0")).resolve("owner");
        Files.writeString(owner, "4c0f0fd7-7a");

        // When
        try (StateSlot slot = StateSlot.take(directory)) {
            // Then
            assertThat(Files.readString(owner)).isEqualTo(slot.identity().toString());
        }
    }

    @Test
    void take_saysWhatToSet_whenTheDirectoryCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> StateSlot.take(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot keep state in " + file
                        + ": set ANNALS_WORKER_STATE_DIR to a directory that can be written");
    }
}
