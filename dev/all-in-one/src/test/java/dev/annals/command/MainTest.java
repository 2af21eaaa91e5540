package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void noCommand_printsHelp() {
        // When
        Annals run = Annals.run();

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("demo")
                .contains("publish")
                .contains("git-history")
                .contains("Examples:");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "publish", "git-history"})
    void helpOfACommand_hasAnExample(String command) {
        // When
        Annals run = Annals.run(command, "--help");

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: annals " + command).contains("Example: ");
    }

    @Test
    void unknownCommand_isToldTheNearest() {
        // When
        Annals run = Annals.run("publsh");

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("'publsh'").contains("publish");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void gitHistoryOfNoRepository_isToldSo(@TempDir Path directory) {
        // When
        Annals run = Annals.run("git-history", directory.toString());

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(directory + " cannot be read as a git repository")
                .contains("not a git repository");
    }

    @Test
    void gitHistoryOfNoDirectory_isToldSo(@TempDir Path directory) {
        // When
        Annals run = Annals.run("git-history", directory.resolve("nowhere").toString());

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("nowhere does not exist");
    }

    @Test
    void publishOfAMissingFile_isToldSo(@TempDir Path directory) {
        // When
        Annals run = Annals.run("publish", directory.resolve("nowhere.ndjson").toString());

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("cannot read ").contains("nowhere.ndjson");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bootstrap-servers=localhost",
                "--timeout=0",
                "--timeout=soon",
                "--source=a b",
                "--topic-prefix=a/b"
            })
    void publishWithABadOption_isToldSo(String option) {
        // When
        Annals run = Annals.run("publish", option);

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "70000", "-1"})
    void demoOnAnImpossiblePort_isToldSo(String port) {
        // When
        Annals run = Annals.run("demo", "--port=" + port);

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("port " + port + " cannot be had");
    }
}
