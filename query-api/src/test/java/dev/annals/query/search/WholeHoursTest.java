package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeHoursTest {

    private static final Instant SEVEN = Instant.parse("2026-11-23T07:00:00Z");
    private static final Instant NINE = Instant.parse("2026-11-23T09:00:00Z");

    @Test
    void range_ofWholeHours_hasNoEdges() {
        // When
        WholeHours hours = in(SEVEN, NINE);

        // Then
        assertThat(hours).isEqualTo(new WholeHours(SEVEN, NINE, List.of()));
    }

    @Test
    void openRange_hasNoEdges_andReachesPastEveryId() {
        // When
        WholeHours hours = WholeHours.in(IdRange.of(EventFilter.ALL, null));

        // Then
        assertThat(hours.edges()).isEmpty();
        assertThat(hours.from()).isEqualTo(Instant.EPOCH);
        assertThat(hours.to()).isAfter(Instant.ofEpochMilli((1L << 48) - 1));
    }

    @Test
    void edges_reachFromTheRangesEnds_toTheHoursInside() {
        // Given
        Instant since = SEVEN.minusMillis(1);
        Instant until = NINE.plus(Duration.ofMinutes(59));

        // When
        WholeHours hours = in(since, until);

        // Then
        assertThat(hours)
                .isEqualTo(new WholeHours(
                        SEVEN,
                        NINE,
                        List.of(
                                new IdRange(EventIds.lowerBound(since), EventIds.lowerBound(SEVEN)),
                                new IdRange(EventIds.lowerBound(NINE), EventIds.lowerBound(until)))));
    }

    @Test
    void edge_isEmpty_whereARangeHasTheOtherOnly() {
        // When
        WholeHours open = WholeHours.in(
                IdRange.of(EventFilter.builder().since(SEVEN.minusMillis(1)).build(), null));
        WholeHours fromSeven = in(SEVEN, NINE.plusMillis(1));

        // Then
        UUID end = new UUID(-1, -1);
        UUID seven = EventIds.lowerBound(SEVEN);
        assertThat(open.edges())
                .containsExactly(new IdRange(EventIds.lowerBound(SEVEN.minusMillis(1)), seven), new IdRange(end, end));
        assertThat(fromSeven.edges())
                .containsExactly(
                        new IdRange(seven, seven),
                        new IdRange(EventIds.lowerBound(NINE), EventIds.lowerBound(NINE.plusMillis(1))));
    }

    @Test
    void nanosecond_countsAsTheNextMillisecond() {
        // When
        WholeHours hours = in(SEVEN.minusNanos(1), NINE.minusNanos(999_999));

        // Then
        assertThat(hours).isEqualTo(new WholeHours(SEVEN, NINE, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00Z, 2026-11-23T07:59:59.999Z",
        "2026-11-23T07:00:00.001Z, 2026-11-23T08:00:00Z",
        "2026-11-23T07:00:00.001Z, 2026-11-23T08:59:59.999Z",
        "2026-11-23T07:30:00Z, 2026-11-23T07:30:00Z",
        "2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z",
        "2026-11-23T09:00:00Z, 2026-11-23T07:00:00Z"
    })
    void range_withoutAWholeHour_isAnEdge(Instant since, Instant until) {
        // When
        WholeHours hours = in(since, until);

        // Then
        UUID end = EventIds.lowerBound(until);
        assertThat(hours.from()).isEqualTo(hours.to());
        assertThat(hours.edges()).containsExactly(new IdRange(EventIds.lowerBound(since), end), new IdRange(end, end));
    }

    private static WholeHours in(Instant since, Instant until) {
        return WholeHours.in(
                IdRange.of(EventFilter.builder().since(since).until(until).build(), null));
    }
}
