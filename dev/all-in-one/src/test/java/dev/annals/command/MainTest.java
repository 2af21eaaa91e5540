package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                .contains("tail")
                .contains("worker")
                .contains("api")
                .contains("retention")
                .contains("partitions")
                .contains("dead-letters")
                .contains("replay ")
                .contains("Examples:");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "publish",
                "git-history",
                "tail",
                "worker",
                "api",
                "retention",
                "partitions",
                "dead-letters",
                "replay"
            })
    void helpOfACommand_hasAnExample(String command) {
        // When
        Annals run = Annals.run(command, "--help");

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: annals " + command).contains("Example: ");
    }

    @Test
    void retention_reachesTheWorkersCommand_withItsOptions() {
        // When
        Annals badAge = Annals.run("retention", "--older-than", "3m", "--dry-run");
        Annals noAge = Annals.run("retention");

        // Then
        assertThat(badAge.status()).isEqualTo(2);
        assertThat(badAge.err()).contains("hours, days or weeks").contains("not \"3m\"");
        assertThat(noAge.status()).isEqualTo(2);
        assertThat(noAge.err()).contains("--older-than");
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

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "delete", "rotation", "run"})
    void unknownCommand_isToldNoneThatIsFar_leastOfAllTheOneThatDeletes(String command) {
        // When
        Annals run = Annals.run(command);

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "annals: there is no command '" + command + "'; ./annals --help lists those that there are\n");
    }

    @Test
    void unknownOption_isToldSo() {
        // When
        Annals run = Annals.run("--verbose");

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("annals: there is no option --verbose before a command");
    }

    @Test
    void helpAndVersion_areCommandsToo() {
        // When
        Annals help = Annals.run("help");
        Annals helpOfOne = Annals.run("help", "tail");
        Annals helpOfOneBelow = Annals.run("help", "dead-letters", "replay");
        Annals version = Annals.run("--version");

        // Then
        assertThat(List.of(help.status(), helpOfOne.status(), helpOfOneBelow.status(), version.status()))
                .containsOnly(0);
        assertThat(help.out()).contains("Examples:");
        assertThat(helpOfOne.out()).contains("Usage: annals tail");
        assertThat(helpOfOneBelow.out()).contains("Usage: annals dead-letters replay");
        assertThat(version.out()).matches("annals \\d\\S+\n");
    }

    @Test
    void helpOfRetention_isOne_withItsOptionsAndItsName() {
        // When
        Annals help = Annals.run("retention", "--help");
        Annals noAge = Annals.run("retention");

        // Then
        assertThat(help.out())
                .contains("Usage: annals retention")
                .contains("--older-than")
                .contains("--dry-run")
                .doesNotContain("annals-worker");
        assertThat(noAge.err()).endsWith(help.out());
    }

    @Test
    void demoOnWhatIsNoDataDirectory_isToldSo(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("letter.txt"), "Dear Ada");

        // When
        Annals onAFile = Annals.run("demo", "--data", file.toString());
        Annals amongOthers = Annals.run("demo", "--data", directory.toString());

        // Then
        assertThat(List.of(onAFile.status(), amongOthers.status())).containsOnly(2);
        assertThat(onAFile.err()).startsWith("annals: --data " + file + " is not a directory: ");
        assertThat(amongOthers.err())
                .startsWith("annals: --data " + directory + " holds files that no demo has made, such as letter.txt: ");
        assertThat(directory).isDirectoryContaining(file::equals).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void demoOnATakenPort_isToldSo() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            Annals run = Annals.run("demo", "--port=" + taken.getLocalPort());

            // Then
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo("annals: --port " + taken.getLocalPort()
                            + " is taken on 127.0.0.1: choose another, or 0 for any that is free\n");
        }
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
    @CsvSource(
            delimiter = '|',
            value = {
                "--category=Media | --category must be [a-z][a-z0-9_]*, at most 64 characters, not \"Media\"",
                "--type=media | --type must be an event type such as media_item.added, or a prefix such as media_item.*,"
                        + " not \"media\"",
                "--exclude-type=a.b.* * | --exclude-type must be an event type such as media_item.added, or a prefix such"
                        + " as media_item.*, not \"a.b.* *\"",
                "--severity=fatal | --severity must be info, warning or error, not \"fatal\"",
                "--actor-type=robot | --actor-type must be user, system or job, not \"robot\"",
                "--actor-id=ada | actor_id needs actor_type: the same id can belong to a user and a job",
                "--resource-id= | --resource-id must not be blank",
                "--since=soon | --since must be a time as in RFC 3339",
                "--bootstrap-servers=localhost | --bootstrap-servers localhost cannot be used: Invalid url in"
                        + " bootstrap.servers: localhost",
            })
    void tailWithABadOption_isToldSo(String option, String said) {
        // When
        Annals run = Annals.run("tail", option);

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("annals: " + said).hasLineCount(1);
    }

    @Test
    void tailWithTwoActors_isToldThatOneIsPossible() {
        // When
        Annals run = Annals.run("tail", "--actor-type=user", "--actor-id=ada", "--actor-id=bob");

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--actor-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "-1"})
    void demoOnAnImpossiblePort_isToldSo(String port) {
        // When
        Annals run = Annals.run("demo", "--port=" + port);

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("annals: --port must be 0 to 65535, not " + port + "\n");
    }
}
