package dev.annals.query.search;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.query.search.CountedRange.Grain;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedRangeTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-11-23T07:00:00Z, 2026-11-23T09:00:00Z, +HOUR 23T07-23T09
            2026-11-23T20:00:00Z, 2026-11-24T03:00:00Z, +HOUR 23T20-24T03
            2026-11-23T02:00:00Z, 2026-11-23T23:00:00Z, -HOUR 23T00-23T02 +DAY 23T00-24T00 -HOUR 23T23-24T00
            2026-11-23T06:00:00Z, 2026-11-23T18:00:00Z, +HOUR 23T06-23T18
            2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z, +DAY 23T00-24T00
            2026-11-13T17:00:00Z, 2026-11-16T01:00:00Z, +HOUR 13T17-14T00 +DAY 14T00-16T00 +HOUR 16T00-16T01
            2026-11-13T07:00:00Z, 2026-11-16T23:00:00Z, -HOUR 13T00-13T07 +DAY 13T00-17T00 -HOUR 16T23-17T00
            2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z, +MONTH 01T00-01T00
            2026-10-31T23:00:00Z, 2026-12-02T00:00:00Z, +HOUR 31T23-01T00 +MONTH 01T00-01T00 +DAY 01T00-02T00
            2026-10-02T23:00:00Z, 2026-11-30T00:00:00Z, -DAY 01T00-03T00 +HOUR 02T23-03T00 +MONTH 01T00-01T00 -DAY 30T00-01T00
            2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z, ''
            """)
    void range_isSplitIntoItsLargestParts_orIsALargerOneWithoutTheRest(Instant from, Instant to, String expected) {
        assertThat(CountedRange.of(from, to).stream()
                        .map(CountedRangeTest::text)
                        .collect(joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void parts_countEachHourOnce_andAreFew() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            // Given
            Instant from = Instant.EPOCH.plus(Duration.ofHours(random.nextInt(60 * 365 * 24)));
            Instant to = from.plus(Duration.ofHours(1 + random.nextInt(3 * 365 * 24)));

            // When
            List<CountedRange> parts = CountedRange.of(from, to);

            // Then
            TreeMap<Instant, Integer> steps = new TreeMap<>(Map.of(from, -1, to, 1));
            Map<Grain, Duration> read = new EnumMap<>(Grain.class);
            for (CountedRange part : parts) {
                assertThat(part.to()).isAfter(part.from());
                assertThat(part.grain().floor(part.from())).isEqualTo(part.from());
                assertThat(part.grain().floor(part.to())).isEqualTo(part.to());
                steps.merge(part.from(), part.sign(), Integer::sum);
                steps.merge(part.to(), -part.sign(), Integer::sum);
                read.merge(part.grain(), Duration.between(part.from(), part.to()), Duration::plus);
            }
            assertThat(steps.values()).as("seed %d, %s", seed, parts).containsOnly(0);
            assertThat(read.getOrDefault(Grain.HOUR, Duration.ZERO))
                    .as("seed %d, %s", seed, parts)
                    .isLessThanOrEqualTo(Duration.ofDays(1));
            assertThat(read.getOrDefault(Grain.DAY, Duration.ZERO))
                    .as("seed %d, %s", seed, parts)
                    .isLessThanOrEqualTo(Duration.ofDays(32));
        }
    }

    @Test
    void openRange_isOneOfMonths() {
        // Given
        Instant end = Instant.ofEpochMilli(1L << 48).plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);

        // When
        List<CountedRange> parts = CountedRange.of(Instant.EPOCH, end);

        // Then
        assertThat(parts.get(0).grain()).isEqualTo(Grain.MONTH);
        assertThat(parts.get(0).from()).isEqualTo(Instant.EPOCH);
    }

    private static String text(CountedRange range) {
        return (range.sign() > 0 ? "+" : "-") + range.grain() + " "
                + range.from().toString().substring(8, 13) + "-"
                + range.to().toString().substring(8, 13);
    }
}
