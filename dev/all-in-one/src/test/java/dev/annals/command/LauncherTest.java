package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code annals}, with a Maven and a Java that only tell how they were called. */
class LauncherTest {

    private static final String MAVEN = """
            #!/bin/sh
            echo "maven prints this"
            echo built >> "$MAVEN_LOG"
            [ -e fail ] && exit 1
            mkdir -p dev/all-in-one/target/lib
            : > dev/all-in-one/target/lib/annals.jar
            """;
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              *-version*) echo "openjdk version \\"$JAVA_IS\\" 2026-01-01" >&2 ;;
              *) echo "$*" ;;
            esac
            """;

    @TempDir
    private Path temporary;

    private Path home;
    private Path bin;
    private Path mavenLog;

    @BeforeEach
    void copyTheScript() throws IOException {
        home = temporary.resolve("a home with spaces");
        bin = Files.createDirectories(temporary.resolve("bin"));
        mavenLog = Files.createFile(temporary.resolve("maven.log"));
        for (String directory : List.of(".mvn", "lib/src/main", "dev/all-in-one/src/main")) {
            Files.createDirectories(home.resolve(directory));
        }
        for (String file : List.of("pom.xml", "lib/pom.xml", "lib/src/main/A.java", "dev/all-in-one/pom.xml")) {
            Files.createFile(home.resolve(file));
        }
        Files.copy(Path.of("../../annals"), home.resolve("annals"), StandardCopyOption.COPY_ATTRIBUTES);
        program("mvn", MAVEN);
        program("java", JAVA);
    }

    @Test
    void firstRun_builds_andTheNextDoesNot() throws Exception {
        // When
        Run first = annals("publish", "a file");
        Run second = annals("publish", "a file");

        // Then
        assertThat(first.out())
                .endsWith("dev.annals.command.Main publish a file\n")
                .hasLineCount(1);
        assertThat(first.err()).contains("annals: building").doesNotContain("maven prints this");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void changedSource_isBuiltAgain_withAnotherClassPath() throws Exception {
        // Given
        Run first = annals("demo");
        Files.setLastModifiedTime(
                home.resolve("lib/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));

        // When
        Run second = annals("demo");

        // Then
        assertThat(builds()).isEqualTo(2);
        assertThat(second.out()).isNotEqualTo(first.out());
    }

    @Test
    void twoAtOnce_buildOnce() throws Exception {
        // Given
        Process first = start(Map.of(), "git-history");

        // When
        Run second = annals("publish");

        // Then
        assertThat(first.waitFor()).isZero();
        assertThat(second.status()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void failedBuild_showsWhatMavenSaid_andRunsNothing() throws Exception {
        // Given
        Files.createFile(home.resolve("fail"));

        // When
        Run run = annals("demo");

        // Then
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("maven prints this").contains("annals: the build failed");
    }

    @Test
    void javaTooOldOrMissing_isToldSo() throws Exception {
        // When
        Run old = run(start(Map.of("JAVA_IS", "11.0.2"), "demo"));
        Run older = run(start(Map.of("JAVA_IS", "1.8.0_292"), "demo"));
        Run missing = run(start(Map.of("JAVA_HOME", "/nowhere"), "demo"));

        // Then
        assertThat(List.of(old.status(), older.status(), missing.status())).containsOnly(2);
        assertThat(old.err()).contains("is of version 11, but 17 or newer is needed");
        assertThat(older.err()).contains("is of version 8, but 17 or newer is needed");
        assertThat(missing.err()).contains("JAVA_HOME is /nowhere, but there is no bin/java in it");
        assertThat(builds()).isZero();
    }

    @Test
    void linkToTheScript_findsItsHome() throws Exception {
        // Given
        Path link = Files.createSymbolicLink(bin.resolve("annals-link"), home.resolve("annals"));

        // When
        Run run = run(start(link, Map.of(), "demo"));

        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains(home.toRealPath() + "/dev/all-in-one/target/launcher/");
    }

    private record Run(int status, String out, String err) {}

    private Run annals(String... arguments) throws IOException, InterruptedException {
        return run(start(Map.of(), arguments));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        return start(home.resolve("annals"), environment, arguments);
    }

    private Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("JAVA_IS", "17.0.15");
        builder.environment().put("MAVEN_LOG", mavenLog.toString());
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run run(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, err);
    }

    private int builds() throws IOException {
        return Files.readAllLines(mavenLog).size();
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
