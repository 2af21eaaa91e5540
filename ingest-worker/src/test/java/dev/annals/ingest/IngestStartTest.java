package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worker as a process that cannot start. */
class IngestStartTest {

    @Test
    void badConfiguration_isToldInALine() throws Exception {
        // When
        Process process = start(Map.of("ANNALS_WORKER_HTP_PORT", "1"));
        String said = said(process);

        // Then
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said)
                .isEqualToIgnoringNewLines("annals worker: there is no setting ANNALS_WORKER_HTP_PORT; did you mean"
                        + " ANNALS_WORKER_HTTP_PORT?");
    }

    @Test
    void takenAddress_isToldInALine() throws Exception {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            // When
            Process process = start(Map.of("ANNALS_WORKER_HTTP_PORT", port));
            String said = said(process);

            // Then
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said)
                    .contains("annals worker: cannot serve health and metrics on 127.0.0.1:" + port)
                    .doesNotContain("\tat ");
        }
    }

    private static Process start(Map<String, String> settings) throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IngestMain.class.getName());
        java.environment().keySet().removeIf(key -> key.startsWith("ANNALS_") || key.equals("JAVA_TOOL_OPTIONS"));
        java.environment().putAll(settings);
        return java.redirectErrorStream(true).start();
    }

    /** Until it has ended. */
    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
