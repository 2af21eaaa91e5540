package dev.annals.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MediaServerTest {

    private static final Instant START = Instant.parse("2026-11-20T07:00:00Z");

    private final MediaServer server = new MediaServer(new Random(7));

    @Test
    void activity_isValidInOrderAndOfEveryKind() {
        // Given
        for (int scene = 0; scene < 1_000; scene++) {
            server.begin(START.plus(Duration.ofMinutes(scene)));
        }

        // When
        List<Event> events = new ArrayList<>();
        for (EventDraft draft : server.until(START.plus(Duration.ofDays(2)))) {
            events.add(draft.toEvent());
        }

        // Then
        assertThat(events).hasSizeGreaterThan(1_500);
        assertThat(events).extracting(Event::insertedAt).isSorted();
        assertThat(events).extracting(Event::category).contains("auth", "playback", "media", "library", "system");
        assertThat(events).extracting(Event::severity).contains(Severity.values());
    }

    @Test
    void whatIsStillToCome_comesLaterAndOnce() {
        // Given
        for (int scene = 0; scene < 100; scene++) {
            server.begin(START);
        }

        // When
        int now = server.until(START).size();
        int again = server.until(START).size();
        int later = server.until(START.plus(Duration.ofDays(1))).size();

        // Then
        assertThat(now).isPositive();
        assertThat(again).isZero();
        assertThat(later).isPositive();
    }
}
