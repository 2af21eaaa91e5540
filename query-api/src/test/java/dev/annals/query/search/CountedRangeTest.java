package dev.annals.query.search;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.query.search.CountedRange.Grain;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedRangeTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-11-23T07:00:00Z, 2026-11-23T09:00:00Z, HOUR 23T07-23T09
            2026-11-23T07:00:00Z, 2026-11-24T01:00:00Z, HOUR 23T07-24T01
            2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z, DAY 23T00-24T00
            2026-11-23T07:00:00Z, 2026-11-26T01:00:00Z, HOUR 23T07-24T00 DAY 24T00-26T00 HOUR 26T00-26T01
            2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z, MONTH 01T00-01T00
            2026-10-31T23:00:00Z, 2026-12-02T00:00:00Z, HOUR 31T23-01T00 MONTH 01T00-01T00 DAY 01T00-02T00
            2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z, ''
            """)
    void range_isSplitIntoItsLargestParts(Instant from, Instant to, String expected) {
        assertThat(CountedRange.of(from, to).stream()
                        .map(CountedRangeTest::text)
                        .collect(joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void parts_coverTheRangeOnce_andAreFew() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            // Given
            Instant from = Instant.EPOCH.plus(Duration.ofHours(random.nextInt(60 * 365 * 24)));
            Instant to = from.plus(Duration.ofHours(1 + random.nextInt(3 * 365 * 24)));

            // When
            List<CountedRange> parts = CountedRange.of(from, to);

            // Then
            Instant next = from;
            for (CountedRange part : parts) {
                assertThat(part.from()).as("seed %d, %s", seed, parts).isEqualTo(next);
                assertThat(part.to()).isAfter(part.from());
                assertThat(part.grain().floor(part.from())).isEqualTo(part.from());
                assertThat(part.grain().floor(part.to())).isEqualTo(part.to());
                assertThat(Duration.between(part.from(), part.to())).isLessThan(longest(part.grain()));
                next = part.to();
            }
            assertThat(next).as("seed %d, %s", seed, parts).isEqualTo(to);
        }
    }

    @Test
    void openRange_isOneOfMonths() {
        // Given
        Instant end = Instant.ofEpochMilli((1L << 48) - 1);

        // When
        List<CountedRange> parts = CountedRange.of(Instant.EPOCH, Grain.HOUR.ceiling(end));

        // Then
        assertThat(parts.get(0).grain()).isEqualTo(Grain.MONTH);
        assertThat(parts.get(0).from()).isEqualTo(Instant.EPOCH);
    }

    /** Of a coarser part, two of these would make a whole. */
    private static Duration longest(Grain grain) {
        return switch (grain) {
            case HOUR -> Duration.ofDays(2);
            case DAY -> Duration.ofDays(62);
            case MONTH -> Duration.ofDays(4 * 365);
        };
    }

    private static String text(CountedRange range) {
        return range.grain() + " " + range.from().toString().substring(8, 13) + "-"
                + range.to().toString().substring(8, 13);
    }
}
