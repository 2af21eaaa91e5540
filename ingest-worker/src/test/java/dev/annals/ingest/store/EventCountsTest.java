package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Generated;
import dev.annals.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventCountsTest {

    private static final Instant HOUR = Instant.parse("2026-11-23T07:00:00Z");

    @Test
    void count_addsUpWhatIsAlike() {
        List<Row> rows = List.of(
                row(0, event(HOUR)), row(0, event(HOUR.plusMillis(3_599_999))), row(0, event(HOUR.plusSeconds(60))));

        assertThat(EventCounts.count(rows))
                .hasSize(1)
                .containsEntry(new CountKey(HOUR, "media", "item.added", "info", "", 0), 3L);
    }

    @Test
    void count_separatesWhatDiffersInOneColumn() {
        List<Row> rows = List.of(
                row(0, event(HOUR)),
                row(0, event(HOUR.minusMillis(1))),
                row(0, draft("media", "item.removed", HOUR).toEvent()),
                row(0, draft("auth", "item.added", HOUR).toEvent()),
                row(
                        0,
                        draft("media", "item.added", HOUR)
                                .severity(Severity.ERROR)
                                .toEvent()),
                row(
                        0,
                        draft("media", "item.added", HOUR)
                                .actor(Actor.user("u-1"))
                                .toEvent()),
                row(
                        0,
                        draft("media", "item.added", HOUR)
                                .actor(Actor.job("u-1"))
                                .toEvent()),
                row(1, event(HOUR)));

        assertThat(EventCounts.count(rows))
                .containsOnlyKeys(
                        new CountKey(HOUR.minusSeconds(3_600), "media", "item.added", "info", "", 0),
                        new CountKey(HOUR, "auth", "item.added", "info", "", 0),
                        new CountKey(HOUR, "media", "item.added", "error", "", 0),
                        new CountKey(HOUR, "media", "item.added", "info", "", 0),
                        new CountKey(HOUR, "media", "item.added", "info", "", 1),
                        new CountKey(HOUR, "media", "item.added", "info", "job", 0),
                        new CountKey(HOUR, "media", "item.added", "info", "user", 0),
                        new CountKey(HOUR, "media", "item.removed", "info", "", 0));
    }

    @Test
    void count_doesNotSeparateActorsOfOneType() {
        List<Row> rows = List.of(
                row(
                        0,
                        draft("media", "item.added", HOUR)
                                .actor(Actor.user("u-1"))
                                .toEvent()),
                row(
                        0,
                        draft("media", "item.added", HOUR)
                                .actor(Actor.user("u-2"))
                                .toEvent()));

        assertThat(EventCounts.count(rows)).hasSize(1).containsValue(2L);
    }

    @Test
    void count_isInTheOrderOfThePrimaryKey() {
        // Given
        List<Row> rows = new ArrayList<>();
        for (Event event : new Generated(5).events(500)) {
            rows.add(row(rows.size() % 3, event));
        }

        // When
        NavigableMap<CountKey, Long> counts = EventCounts.count(rows);

        // Then
        assertThat(counts.keySet().stream().map(EventCountsTest::asOneText)).isSorted();
        assertThat(counts.values().stream().mapToLong(n -> n).sum()).isEqualTo(500);
    }

    /** Sorts as the columns do one after the other: U+0001 is below every letter of theirs. */
    private static String asOneText(CountKey key) {
        return String.join(
                "\u0001",
                key.bucket().toString(),
                key.category(),
                key.type(),
                key.severity(),
                key.actorType(),
                Integer.toString(key.kafkaPartition()));
    }

    private static Event event(Instant time) {
        return draft("media", "item.added", time).toEvent();
    }

    private static EventDraft draft(String category, String type, Instant time) {
        return Event.draft(category, type).insertedAt(time);
    }

    private static Row row(int partition, Event event) {
        return TestRecord.row(new Source(new UUID(1, 2), "events", partition), 0, event);
    }
}
