package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchdogIT {
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    @ParameterizedTest
    @ValueSource(strings = {"running", "frozen"})
    void killedJvm_takesItsServerAlong_andLeavesTheData(String state, @TempDir Path parent) throws Exception {
        // Given
        Path directory = parent.resolve("my 'data' dir");
        String port = FreePorts.choose(1).get(0).toString();
        try (var child = ChildJvm.start(HOME, PostgresInChild.class, directory.toString(), port, state)) {
            var postmaster = ProcessHandle.of(Long.parseLong(child.firstLine())).orElseThrow();
            List<ProcessHandle> started = new ArrayList<>(child.children());
            started.add(postmaster);
            postmaster.children().forEach(started::add);

            // When
            child.kill();

            // Then
            Eventually.succeeds(() -> assertThat(ChildJvm.alive(started)).isEmpty());
            assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
            assertThat(directory.resolve("data/PG_VERSION")).exists();
        }
    }

    @Test
    void killedJvm_takesItsTemporaryDirectoryAlong() throws Exception {
        try (var child = ChildJvm.start(HOME, DirectoryInChild.class)) {
            Path directory = Path.of(child.firstLine());
            List<ProcessHandle> watchdogs = child.children();
            var postmaster = Postmaster.of(directory.resolve("postgres/data")).orElseThrow();

            // When
            child.kill();

            // Then
            Eventually.succeeds(() -> assertThat(ChildJvm.alive(watchdogs)).isEmpty());
            assertThat(ChildJvm.alive(List.of(postmaster.process()))).isEmpty();
            assertThat(directory).doesNotExist();
        }
    }

    @Test
    void close_endsTheWatchdog_andHarmsNothing(@TempDir Path directory) throws Exception {
        // Given
        Files.writeString(directory.resolve("file"), "content");
        var watchdog = Watchdog.removing(directory);
        long pid = Long.parseLong(watchdog.toString().replaceAll("\\D", ""));
        var shell = ProcessHandle.of(pid).orElseThrow();

        // When
        watchdog.close();
        watchdog.close();

        // Then
        Eventually.succeeds(() -> assertThat(shell.isAlive()).isFalse());
        assertThat(directory.resolve("file")).exists();
    }
}
