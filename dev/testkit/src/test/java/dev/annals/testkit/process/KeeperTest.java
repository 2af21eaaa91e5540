package dev.annals.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {

    private Process sleeper;

    @BeforeEach
    void startSomething() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endIt() throws InterruptedException {
        sleeper.destroyForcibly().waitFor();
    }

    @Test
    void frozenProcess_isKilled_whenTheJvmThatFrozeItIsKilled() throws Exception {
        // Given
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FreezingMain.class.getName(),
                        Long.toString(sleeper.pid()))
                .start();
        assertThat(jvm.inputReader().readLine()).isEqualTo("frozen");

        // When
        jvm.destroyForcibly().waitFor();

        // Then
        assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void frozenProcess_livesOn_whenItIsThawed() throws Exception {
        // Given
        Keeper keeper = Keeper.freezing(sleeper.pid());

        // When
        keeper.end("thaw");

        // Then
        assertThat(sleeper.isAlive()).isTrue();
        sleeper.destroy(); // SIGTERM, which a frozen one would not see
        assertThat(sleeper.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keeper_undoesWhatItDid_whenItIsClosed(@TempDir Path directory) throws Exception {
        // Given
        Path made = directory.resolve("made");
        Keeper keeper = Keeper.of("mkdir \"$1\"", "rmdir \"$1\"", made.toString());
        assertThat(made).isDirectory();

        // When
        keeper.close();

        // Then
        assertThat(Files.exists(made)).isFalse();
    }

    @Test
    void keeper_saysWhatWentWrong() {
        assertThatThrownBy(() -> Keeper.of("mkdir \"$1\"", "", "/no/such/directory"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/directory");
    }
}
