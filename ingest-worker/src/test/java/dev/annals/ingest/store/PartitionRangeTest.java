package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionRangeTest {

    private static final Instant WEEKLY_FROM = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T00:00:00Z,     events_w20261123, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "2026-11-29T23:59:59.999Z, events_w20261123, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "2026-11-30T00:00:00Z,     events_w20261130, 2026-11-30T00:00:00Z, 2026-12-07T00:00:00Z",
        "2026-12-31T23:00:00Z,     events_w20261228, 2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z",
        "2027-01-02T00:00:00Z,     events_w20261228, 2026-12-28T00:00:00Z, 2027-01-04T00:00:00Z",
        "2026-01-01T00:00:00Z,     events_w20260101, 2026-01-01T00:00:00Z, 2026-01-05T00:00:00Z",
        "2026-01-05T00:00:00Z,     events_w20260105, 2026-01-05T00:00:00Z, 2026-01-12T00:00:00Z",
        "2025-12-31T23:59:59.999Z, events_y2025,     2025-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2011-06-15T12:00:00Z,     events_y2011,     2011-01-01T00:00:00Z, 2012-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z,     events_y1970,     1970-01-01T00:00:00Z, 1971-01-01T00:00:00Z",
    })
    void of_isAWeekOrAYear(Instant time, String name, Instant from, Instant to) {
        assertThat(PartitionRange.of(time, WEEKLY_FROM)).isEqualTo(new PartitionRange(name, from, to));
    }

    @Test
    void of_coversAllTimeOnce_whenWalkedFromRangeToRange() {
        // Given
        Instant time = Instant.parse("2020-01-01T00:00:00Z");
        Instant end = Instant.parse("2030-01-01T00:00:00Z");

        // When / Then
        while (time.isBefore(end)) {
            PartitionRange range = PartitionRange.of(time, WEEKLY_FROM);
            assertThat(range.from()).isEqualTo(time);
            assertThat(range.to()).isAfter(range.from());
            time = range.to();
        }
    }

    @Test
    void bounds_areTheFirstIdsOfTheirTimes() {
        PartitionRange range = PartitionRange.of(Instant.parse("2026-11-24T00:00:00Z"), WEEKLY_FROM);

        assertThat(range.firstId()).hasToString(idTime("2026-11-23T00:00:00Z") + "-7000-8000-000000000000");
        assertThat(range.endId()).hasToString(idTime("2026-11-30T00:00:00Z") + "-7000-8000-000000000000");
    }

    private static String idTime(String time) {
        String hex = "%012x".formatted(Instant.parse(time).toEpochMilli());
        return hex.substring(0, 8) + "-" + hex.substring(8);
    }
}
