package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.query.search.EventsTable;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The API as a process of its own. */
class QueryMainIT {

    private static final int SIGTERM_STATUS = 128 + 15;

    @Test
    void badConfiguration_isToldInALine() throws Exception {
        // When
        Process process = start(Map.of("ANNALS_API_PROT", "1"));
        List<String> errors = errors(process);

        // Then
        assertThat(exitCode(process)).isEqualTo(2);
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).startsWith("annals query API: ANNALS_API_PROT is unknown; did you mean");
    }

    @Test
    void help_isPrinted_andAnythingElseRefused() throws Exception {
        // When
        Process help = start(Map.of(), "--help");
        String printed = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Process wrong = start(Map.of(), "--port=1");
        List<String> errors = errors(wrong);

        // Then
        assertThat(exitCode(help)).isZero();
        assertThat(printed).contains("ANNALS_API_*").contains("docs/OPERATIONS.md");
        assertThat(exitCode(wrong)).isEqualTo(2);
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).startsWith("annals query API: there is no argument \"--port=1\"; it takes none");
    }

    @Test
    void missingSchema_isToldInALine() throws Exception {
        // When
        Process process =
                start(Map.of("ANNALS_DATABASE_URL", Backends.shared().newDatabase("empty"), "ANNALS_API_PORT", "0"));
        List<String> errors = errors(process);

        // Then
        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors.get(errors.size() - 1))
                .startsWith("annals query API: the database has no tables of Annals yet");
        assertThat(errors).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void takenAddress_isToldInALine() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            // When
            Process process =
                    start(Map.of("ANNALS_DATABASE_URL", EventsTable.create().url(), "ANNALS_API_PORT", port));
            List<String> errors = errors(process);

            // Then
            assertThat(exitCode(process)).isEqualTo(1);
            assertThat(errors.get(errors.size() - 1))
                    .startsWith("annals query API: cannot listen on 127.0.0.1:" + port);
        }
    }

    @Test
    void sigterm_endsItInOrder_andFreesItsAddress() throws Exception {
        // Given
        int port = FreePorts.choose(1).get(0);
        String url = EventsTable.create().url();
        Process process = start(Map.of("ANNALS_DATABASE_URL", url, "ANNALS_API_PORT", Integer.toString(port)));
        try {
            Eventually.succeeds(() -> new Socket("127.0.0.1", port).close());

            // When
            process.toHandle().destroy(); // Process.destroy would close its streams too
            List<String> errors = errors(process);

            // Then
            assertThat(exitCode(process)).isEqualTo(SIGTERM_STATUS);
            assertThat(errors).noneMatch(line -> line.startsWith("\tat "));
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Map<String, String> settings, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                QueryMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder java = new ProcessBuilder(command);
        java.environment().keySet().removeIf(key -> key.startsWith("ANNALS_") || key.equals("JAVA_TOOL_OPTIONS"));
        java.environment().putAll(settings);
        return java.start();
    }

    private static List<String> errors(Process process) throws IOException {
        try (BufferedReader errors = process.errorReader()) {
            return errors.lines().toList();
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
