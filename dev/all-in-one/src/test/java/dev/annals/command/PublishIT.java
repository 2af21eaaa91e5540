package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.annals.allinone.AllInOne;
import dev.annals.allinone.Ports;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.TemporaryDirectory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishIT {

    private static TemporaryDirectory directory;
    private static AllInOne all;
    private static Api api;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void startEverything() throws Exception {
        directory = TemporaryDirectory.create("annals-publish-it-");
        all = AllInOne.start(directory.path(), Ports.free());
        api = new Api(all.apiUri());
    }

    @AfterAll
    static void stopEverything() throws Exception {
        try (TemporaryDirectory last = directory;
                AllInOne first = all) {
            assertThat(first).isNotNull();
        }
    }

    @Test
    void gitHistory_isStoredOnce_howeverOftenItIsPublished() throws Exception {
        // Given
        ScratchRepository repository = ScratchRepository.in(temporary);
        repository.write("src/Größe.txt", "text that is long enough to be recognised\n");
        repository.write("other", "1");
        repository.commit("First", "2011-05-01T10:00:00Z");
        repository.git("mv", "src/Größe.txt", "src/Maß.txt");
        repository.commit("Second", "2026-05-01T10:00:00Z");
        byte[] history = Annals.run("git-history", temporary.toString()).out().getBytes(StandardCharsets.UTF_8);

        // When
        Annals first = publish(history);
        Annals second = publish(history);
        publish("{\"category\":\"marker\",\"type\":\"all.sent\"}".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(first.out()).startsWith("lines=3 published=3 refused=0 undelivered=0 ");
        assertThat(second.out()).startsWith("lines=3 published=3 refused=0 undelivered=0 ");
        Eventually.succeeds(() -> assertThat(api.count("category=marker")).isEqualTo(1));
        Eventually.succeeds(() -> assertThat(api.count("category=git")).isEqualTo(3));
        JsonNode renamed = api.events("resource_type=file&resource_id=" + encoded("src/Maß.txt"))
                .get(0);
        assertThat(renamed.get("type").asText()).isEqualTo("file.renamed");
        assertThat(renamed.get("inserted_at").asText()).isEqualTo("2026-05-01T10:00:00.000Z");
        assertThat(renamed.get("metadata").get("old_path").asText()).isEqualTo("src/Größe.txt");
    }

    @Test
    void fileWithBadLines_isPublishedButForThose() throws Exception {
        // Given
        Path file = temporary.resolve("drafts.ndjson");
        Files.writeString(
                file,
                "{\"category\":\"mixed\",\"type\":\"a.b\"}\r\n\r\n{\"category\":\"MIXED\"}\n[]\n"
                        + "{\"category\":\"mixed\",\"type\":\"a.c\",\"severity\":\"error\"}");

        // When
        Annals run = Annals.run("publish", "--bootstrap-servers", all.bootstrapServers(), file.toString());

        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("lines=4 published=2 refused=2 undelivered=0 ")
                .hasLineCount(1);
        assertThat(complaints(run)).hasLineCount(2);
        assertThat(run.err())
                .contains("line 3: category: must be")
                .contains("; type: is missing")
                .contains("line 4: ");
        Eventually.succeeds(() -> assertThat(api.count("category=mixed")).isEqualTo(2));
    }

    @Test
    void moreThanTheQueueHolds_isPublishedWithoutARejection() throws Exception {
        // Given
        byte[] many =
                "{\"category\":\"many\",\"type\":\"a.b\"}\n".repeat(50_000).getBytes(StandardCharsets.UTF_8);

        // When
        Annals run = publish(many);

        // Then
        assertThat(run.out()).startsWith("lines=50000 published=50000 refused=0 undelivered=0 ");
        assertThat(run.status()).isZero();
        Eventually.succeeds(() -> assertThat(api.count("category=many")).isEqualTo(50_000));
    }

    @Test
    void noBroker_isWaitedForAndThenGivenUp() throws Exception {
        // Given
        String nobody = "127.0.0.1:" + FreePorts.choose(1).get(0);
        byte[] two = "{\"category\":\"never\",\"type\":\"a.b\"}\n".repeat(2).getBytes(StandardCharsets.UTF_8);

        // When
        Annals run = Annals.run(two, "publish", "--bootstrap-servers", nobody, "--timeout", "4");

        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).startsWith("lines=2 published=0 refused=0 undelivered=2 ");
        assertThat(run.err()).contains("waiting for " + nobody + " ...").contains("gave up: " + nobody);
    }

    private static Annals publish(byte[] lines) {
        Annals run = Annals.run(lines, "publish", "--bootstrap-servers", all.bootstrapServers());
        assertThat(complaints(run)).isEmpty();
        return run;
    }

    private static String complaints(Annals run) {
        return run.err().replaceAll("annals: waiting for \\S+ .*\n", ""); // on a busy machine
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
