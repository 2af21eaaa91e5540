package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import dev.annals.testkit.Backends;
import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailIT {

    private final EventsTopic topic =
            new EventsTopic(Backends.shared().bootstrapServers(), "tail-" + UUID.randomUUID() + ".");

    @TempDir
    private Path temporary;

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void tail_printsWhatMatches_fromNowOn_andPassesWhatIsNoEvent() throws Exception {
        // Given
        topic.create(2);
        topic.send(0, Event.draft("media", "media_item.before"));
        List<String> groups = topic.groups();
        TailRun tail = TailRun.following(
                topic,
                "--json",
                "--category=media",
                "--category=auth",
                "--type=media_item.*",
                "--exclude-type=media_item.played",
                "--severity=error",
                "--actor-type=user",
                "--actor-id=ada",
                "--resource-type=movie",
                "--resource-id=m-1");

        // When
        topic.sendRaw(0, "hello".getBytes(StandardCharsets.UTF_8));
        topic.sendRaw(0, null);
        topic.send(0, Event.draft("media", "media_item.added").severity(Severity.ERROR));
        topic.send(0, draft("media_item.played").severity(Severity.ERROR));
        topic.send(0, draft("media_item.added"));
        String one = topic.send(0, draft("media_item.added").severity(Severity.ERROR));
        String two = topic.send(1, draft("media_item.removed").severity(Severity.ERROR));

        // Then
        Eventually.succeeds(() -> assertThat(tail.printed()).containsExactlyInAnyOrder(one, two));
        assertThat(tail.said())
                .contains("annals: no event at offset 1 of " + topic.prefix() + "events-0: must be one JSON object")
                .contains("annals: no event at offset 2 of " + topic.prefix() + "events-0: has no value");
        assertThat(tail.saidButWaiting()).hasSize(3);
        assertThat(topic.groups()).isEqualTo(groups);

        // When
        tail.closePipe();
        topic.send(1, draft("media_item.removed").severity(Severity.ERROR));

        // Then
        assertThat(tail.status()).isEqualTo(141);
        assertThat(tail.saidButWaiting()).hasSize(3);
    }

    @Test
    void tail_beginsWithWhatReachedKafkaSinceThen() throws Exception {
        // Given
        topic.create(2);
        String before = topic.send(1, Event.draft("media", "a.before"));

        // When
        TailRun tail = TailRun.following(topic, "--json", "--since=1h");
        String after = topic.send(0, Event.draft("media", "a.after"));

        // Then
        Eventually.succeeds(() -> assertThat(tail.printed()).containsExactlyInAnyOrder(before, after));
        end(tail);
    }

    @Test
    void tail_readsPartitionsThatAreAdded_andATopicThatIsMadeAnew() throws Exception {
        // Given
        topic.create(1);
        TailRun tail = TailRun.following(topic, "--json");

        // When
        topic.growTo(3);
        String added = topic.send(2, Event.draft("media", "a.added"));

        // Then
        Eventually.succeeds(() -> assertThat(tail.printed()).containsExactly(added));

        // When
        topic.makeAnew(1);
        String anew = topic.send(0, Event.draft("media", "a.anew"));

        // Then
        Eventually.succeeds(() -> assertThat(tail.printed()).contains(anew));
        tail.awaitSaid("1 partitions; it was made anew, so from its start");
        end(tail);
    }

    @Test
    void tail_waitsForTheTopicAndTheBroker_andSaysSo() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            kafka.start();
            try (EventsTopic own = new EventsTopic(kafka.bootstrapServers(), "")) {
                TailRun tail = TailRun.start(own);
                tail.awaitSaid(
                        "waiting for the topic events, which " + kafka.bootstrapServers() + " does not have yet");

                // When
                own.create(1);
                own.send(0, Event.draft("media", "a.first"));

                // Then
                Eventually.succeeds(() -> assertThat(tail.printed())
                        .singleElement()
                        .asString()
                        .contains("  info     media       a.first"));

                // When
                kafka.stop();
                tail.awaitSaid("waiting for " + kafka.bootstrapServers() + ", which does not answer");
                kafka.start();
                tail.awaitSaid("following events at " + kafka.bootstrapServers() + " again");
                own.send(0, Event.draft("media", "a.second"));

                // Then
                Eventually.succeeds(() -> assertThat(tail.printed()).hasSize(2));
                tail.closePipe();
                own.send(0, Event.draft("media", "a.third"));
                assertThat(tail.status()).isEqualTo(141);
            }
        }
    }

    @Test
    void sigterm_endsItQuietly() throws Exception {
        // Given
        topic.create(1);
        Path said = temporary.resolve("said");
        Process tail = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "tail",
                        "--bootstrap-servers=" + topic.bootstrapServers(),
                        "--topic-prefix=" + topic.prefix())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            Eventually.succeeds(() -> assertThat(said).content().contains("annals: following"));
            String before = Files.readString(said);

            // When
            tail.destroy();

            // Then
            assertThat(tail.waitFor()).isEqualTo(128 + 15);
            assertThat(said).hasContent(before);
        } finally {
            tail.destroyForcibly();
        }
    }

    private void end(TailRun tail) throws Exception {
        tail.closePipe();
        topic.send(0, Event.draft("media", "a.last"));
        assertThat(tail.status()).isEqualTo(141);
    }

    private static EventDraft draft(String type) {
        return Event.draft("media", type).actor(Actor.user("ada")).resource("movie", "m-1");
    }
}
