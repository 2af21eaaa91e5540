package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdRangeTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final UUID LAST_ID = new UUID(-1, -1);

    @Test
    void last_isUntilNow_whereTheEndIsOpen_orYetToCome() {
        // Given
        EventFilter tomorrow =
                EventFilter.builder().until(NOW.plus(Duration.ofDays(1))).build();

        // When, Then
        assertThat(IdRange.of(EventFilter.ALL, null).last(WEEK, NOW))
                .isEqualTo(new IdRange(id(NOW.minus(WEEK)), LAST_ID));
        assertThat(IdRange.of(tomorrow, null).last(WEEK, NOW))
                .isEqualTo(new IdRange(id(NOW.minus(WEEK)), id(NOW.plus(Duration.ofDays(1)))));
    }

    @Test
    void last_isBeforeTheEnd_whereThatIsOver() {
        // Given
        Instant before = NOW.minus(Duration.ofDays(100));
        EventFilter old = EventFilter.builder().until(before).build();

        // When, Then: a filter's end, and where a walk is
        assertThat(IdRange.of(old, null).last(WEEK, NOW)).isEqualTo(new IdRange(id(before.minus(WEEK)), id(before)));
        assertThat(IdRange.of(EventFilter.ALL, id(before)).last(WEEK, NOW))
                .isEqualTo(new IdRange(id(before.minus(WEEK)), id(before)));
    }

    @Test
    void last_isAll_whereThatIsShorter() {
        // Given
        IdRange aDay = IdRange.of(
                EventFilter.builder().since(NOW.minus(Duration.ofDays(1))).build(), null);
        IdRange firstDay = IdRange.of(
                EventFilter.builder()
                        .until(Instant.EPOCH.plus(Duration.ofDays(1)))
                        .build(),
                null);

        // When, Then
        assertThat(aDay.last(WEEK, NOW)).isEqualTo(aDay);
        assertThat(firstDay.last(WEEK, NOW)).isEqualTo(firstDay);
    }

    private static UUID id(Instant time) {
        return EventIds.lowerBound(time);
    }
}
