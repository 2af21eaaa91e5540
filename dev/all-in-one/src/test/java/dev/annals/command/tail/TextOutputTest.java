package dev.annals.command.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventIds;
import dev.annals.event.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextOutputTest {

    private static final Instant TIME = Instant.parse("2026-11-23T07:00:00.250Z");

    @Test
    void print_alignsColumns() throws IOException {
        // When
        String lines = printed(
                false,
                Event.draft("media", "media_item.added")
                        .actor(Actor.user("ada"))
                        .resource("movie", "m-1")
                        .metadata(Map.of("title", "Heat")),
                Event.draft("auth", "login.failed").severity(Severity.WARNING));

        // Then
        assertThat(lines)
                .isEqualTo(
                        "2026-11-23 08:00:00.250  info     media       media_item.added          user:ada            "
                                + "  movie:m-1                 {\"title\":\"Heat\"}\n"
                                + "2026-11-23 08:00:00.250  warning  auth        login.failed              -                   "
                                + "  -                         {}\n");
    }

    @Test
    void print_escapesWhatATerminalWouldObey_andShowsEveryScript() throws IOException {
        // When
        String line = printed(
                false,
                Event.draft("media", "a.b")
                        .actor(Actor.user("\u001b[31m\r\n\u202eGröße 映画"))
                        .resource("movie", "\u2028\u009b\ue000\udb40\udc01"));

        // Then
        assertThat(line)
                .contains("user:\\u001b[31m\\u000d\\u000a\\u202eGröße 映画")
                .contains("movie:\\u2028\\u009b\\ue000\\U000e0001")
                .hasLineCount(1);
    }

    @Test
    void print_coloursWhatWorries_ifToldSo() throws IOException {
        // Given
        EventDraft failed = Event.draft("scan", "scan.failed").severity(Severity.ERROR);
        EventDraft done = Event.draft("scan", "scan.done");

        // When
        String coloured = printed(true, failed, done);
        String plain = printed(false, failed, done);

        // Then
        assertThat(coloured).contains("  \033[31merror    \033[0mscan");
        assertThat(coloured.replaceAll("\033\\[\\d+m", "")).isEqualTo(plain);
        assertThat(plain).doesNotContain("\033");
    }

    private static String printed(boolean coloured, EventDraft... drafts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TextOutput output = new TextOutput(out, ZoneId.of("Europe/Berlin"), coloured);
        for (EventDraft draft : drafts) {
            output.print(draft.id(EventIds.derived(TIME, "test")).toEvent());
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
