package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.WorkerCommands;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    private static final Pattern HINT = Pattern.compile("ANNALS_DATABASE_URL='(\\S+)' \\S*annals (retention .*)");

    @TempDir
    private Path temporary;

    @Test
    void demo_answersWhenItSaysSo_andLeavesNothingBehind() throws Exception {
        // Given
        int port = FreePorts.choose(1).get(0);
        try (ChildDemo demo = ChildDemo.start(temporary, "--port", Integer.toString(port))) {
            Api api = new Api(demo.api());
            assertThat(demo.api()).hasPort(port);
            assertThat(api.events("limit=3"))
                    .hasSize(3)
                    .extracting(event -> event.get("id").asText())
                    .isSortedAccordingTo((a, b) -> b.compareTo(a));
            Eventually.succeeds(() -> assertThat(api.count("")).isGreaterThan(300));
            assertThat(demo.data()).startsWith(temporary.toRealPath()).exists();
            assertThat(demo.othersAlive()).isNotEmpty();

            // When
            Annals retention = retention(demo);

            // Then
            assertThat(retention.err()).isEmpty();
            assertThat(retention.out()).contains("would delete 0 events");

            // When
            int status = demo.terminate();

            // Then
            assertThat(status).isEqualTo(128 + 15);
            assertThat(demo.data()).doesNotExist();
            Eventually.succeeds(() -> assertThat(demo.othersAlive()).isEmpty());
        }
    }

    /** With the settings that the demo's hint gives. */
    private static Annals retention(ChildDemo demo) {
        Matcher hint = HINT.matcher(demo.said());
        assertThat(hint.find()).as("a hint in %s", demo.said()).isTrue();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = WorkerCommands.run(
                Map.of("ANNALS_DATABASE_URL", hint.group(1)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                hint.group(2).split(" "));
        return new Annals(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void killedDemo_leavesNeitherProcessNorDirectory() throws Exception {
        // Given
        try (ChildDemo demo = ChildDemo.start(temporary)) {
            assertThat(demo.othersAlive()).isNotEmpty();

            // When
            demo.kill();

            // Then
            Eventually.succeeds(() -> assertThat(demo.othersAlive()).isEmpty());
            assertThat(demo.data()).doesNotExist();
        }
    }

    @Test
    void dataDirectory_isKept_andForOneDemoAtATime() throws Exception {
        // Given
        Path data = temporary.resolve("kept data");
        String id;
        try (ChildDemo demo = ChildDemo.start(temporary, "--data", data.toString())) {
            id = new Api(demo.api())
                    .events("category=auth&limit=1")
                    .get(0)
                    .get("id")
                    .asText();

            // When
            Path said = temporary.resolve("said");
            Process second = ChildDemo.launch(temporary, Redirect.to(said.toFile()), "--data", data.toString());

            // Then
            assertThat(second.waitFor()).isEqualTo(1);
            assertThat(Files.readString(said, StandardCharsets.UTF_8))
                    .contains("annals: " + data.toRealPath() + " is in use by another demo (process "
                            + demo.process().pid() + "): stop that, or choose another directory");
            demo.terminate();
        }

        // When
        try (ChildDemo again = ChildDemo.start(temporary, "--data", data.toString())) {
            // Then
            Api api = new Api(again.api());
            assertThat(api.events("category=auth&limit=500"))
                    .extracting(event -> event.get("id").asText())
                    .contains(id);
            assertThat(again.terminate()).isEqualTo(128 + 15);
        }
        assertThat(data).exists();
    }
}
