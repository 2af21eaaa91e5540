package dev.annals.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MinutesTest {

    private static final Instant START = Instant.parse("2026-11-23T12:31:00Z");

    private final Minutes minutes = new Minutes(START.plusSeconds(20), ZoneId.of("Europe/Vienna"));

    @Test
    void line_tellsTheMostFirst_andWhatWentWrong() {
        // Given
        add(START, "media", "media_item.added", "info", 31);
        add(START, "media", "media_item.rated", "info", 8);
        add(START, "media", "artwork.downloaded", "info", 1);
        add(START, "playback", "transcode.failed", "error", 2);
        add(START, "playback", "playback.started", "info", 15);
        add(START, "auth", "user.login_failed", "warning", 1);

        // When / Then
        assertThat(minutes.endedBy(START.plusSeconds(60)))
                .containsExactly("13:31  58 events: media 40 (media_item.added 31, media_item.rated 8, ...),"
                        + " playback 17 (playback.started 15, transcode.failed 2), auth 1 (user.login_failed 1);"
                        + " 2 errors, 1 warning");
    }

    @Test
    void line_hasTheLastCountOfEachKind() {
        // Given
        add(START, "media", "a.b", "info", 1);
        add(START, "media", "a.b", "info", 2);
        add(START, "media", "a.b", "error", 1);

        // When / Then
        assertThat(minutes.endedBy(START.plusSeconds(60))).containsExactly("13:31  3 events: media 3 (a.b 3); 1 error");
    }

    @Test
    void minute_isTold_whenItHasEnded_onceOnly_inOrder() {
        // Given
        add(START.plusSeconds(60), "media", "a.b", "info", 1);
        add(START, "media", "a.b", "info", 1);

        // When / Then
        assertThat(minutes.endedBy(START.plusSeconds(59))).isEmpty();
        assertThat(minutes.endedBy(START.plusSeconds(120)))
                .containsExactly("13:31  1 event: media 1 (a.b 1)", "13:32  1 event: media 1 (a.b 1)");
        add(START, "media", "a.b", "info", 2);
        assertThat(minutes.endedBy(START.plusSeconds(180))).isEmpty();
    }

    @Test
    void minute_isNotTold_whenItHadEndedBefore() {
        // Given
        add(START.minusSeconds(60), "media", "a.b", "info", 1);

        // When / Then
        assertThat(minutes.endedBy(START.plusSeconds(60))).isEmpty();
    }

    private void add(Instant start, String category, String type, String severity, long count) {
        JsonNode row = JsonNodeFactory.instance
                .objectNode()
                .put("window_start", start.toString())
                .put("window_end", start.plusSeconds(60).toString())
                .put("category", category)
                .put("type", type)
                .put("severity", severity)
                .put("count", count);
        minutes.add(start + category + type + severity, row);
    }
}
