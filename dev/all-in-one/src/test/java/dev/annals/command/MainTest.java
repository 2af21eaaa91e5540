package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void noCommand_printsHelp() {
        // When
        int status = annals();

        // Then
        assertThat(status).isZero();
        assertThat(printed())
                .contains("demo")
                .contains("publish")
                .contains("git-history")
                .contains("Examples:");
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "publish", "git-history"})
    void helpOfACommand_hasAnExample(String command) {
        // When
        int status = annals(command, "--help");

        // Then
        assertThat(status).isZero();
        assertThat(printed()).contains("Usage: annals " + command).contains("Example: ");
    }

    @Test
    void unknownCommand_isToldTheNearest() {
        // When
        int status = annals("publsh");

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("'publsh'").contains("publish");
        assertThat(printed()).isEmpty();
    }

    @Test
    void gitHistoryOfNoRepository_isToldSo(@TempDir Path directory) {
        // When
        int status = annals("git-history", directory.toString());

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said())
                .contains(directory + " cannot be read as a git repository")
                .contains("not a git repository");
    }

    @Test
    void gitHistoryOfNoDirectory_isToldSo(@TempDir Path directory) {
        // When
        int status = annals("git-history", directory.resolve("nowhere").toString());

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("nowhere does not exist");
    }

    @Test
    void publishOfAMissingFile_isToldSo(@TempDir Path directory) {
        // When
        int status = annals("publish", directory.resolve("nowhere.ndjson").toString());

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("cannot read ").contains("nowhere.ndjson");
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
        int status = annals("publish", option);

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "70000", "-1"})
    void demoOnAnImpossiblePort_isToldSo(String port) {
        // When
        int status = annals("demo", "--port=" + port);

        // Then
        assertThat(status).isEqualTo(2);
        assertThat(said()).contains("port " + port + " cannot be had");
    }

    private int annals(String... arguments) {
        InputStream nothing = new ByteArrayInputStream(new byte[0]);
        return Main.run(new Streams(nothing, out, new PrintStream(err, true, StandardCharsets.UTF_8)), arguments);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
