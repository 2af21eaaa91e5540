package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    private static final DateTimeFormatter OF_THE_JDK =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00Z,                  2026-11-23T07:00:00.000Z",
        "2026-11-23T07:00:00.1Z,                2026-11-23T07:00:00.100Z",
        "2026-11-23T07:00:00.123999999Z,        2026-11-23T07:00:00.123Z",
        "1969-12-31T23:59:59.999999999Z,        1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z,                  0000-01-01T00:00:00.000Z",
        "-0001-12-31T23:59:59.999Z,             -0001-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59.999999999Z,        9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z,                +10000-01-01T00:00:00.000Z",
        "-1000000000-01-01T00:00:00Z,           -1000000000-01-01T00:00:00.000Z",
        "+1000000000-12-31T23:59:59.999999999Z, +1000000000-12-31T23:59:59.999Z"
    })
    void format_hasThreeDecimalsAlways(Instant time, String text) {
        assertThat(EventTime.format(time)).isEqualTo(text);
    }

    @Test
    void format_andParse_agreeWithTheJdk_whateverTheTime() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(-70_000_000_000_000L, 260_000_000_000_000L));
            String text = EventTime.format(time);
            assertThat(text).isEqualTo(OF_THE_JDK.format(time));
            assertThat(EventTime.parse(text)).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T07:00:00Z",
                "2026-11-23T07:00:00.5Z",
                "2026-11-23T07:00:00.123456789Z",
                "2024-02-29T00:00:00.000Z",
                "2026-11-23T24:00:00.000Z",
                "2026-11-23T23:59:60.000Z",
                "2026-11-23T07:00:00.000z",
                "2026-11-23t07:00:00.000Z",
                "2026-11-23T07:00:00.000+01:00",
                "+10000-01-01T00:00:00.000Z"
            })
    void parse_takesWhatTheJdkTakes(String text) {
        assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-11-23",
                "2026-11-23T07:00:00.000",
                "2026-13-01T07:00:00.000Z",
                "2026-00-01T07:00:00.000Z",
                "2026-02-30T07:00:00.000Z",
                "2023-02-29T07:00:00.000Z",
                "2026-11-31T07:00:00.000Z",
                "2026-11-00T07:00:00.000Z",
                "2026-11-23T25:00:00.000Z",
                "2026-11-23T07:60:00.000Z",
                "2026-11-23T07:00:61.000Z",
                "2026-11-23T07:00:00.00Z0",
                "२०२६-11-23T07:00:00.000Z",
                "2026-11-23T07:00:00,000Z"
            })
    void parse_refusesWhatTheJdkRefuses(String text) {
        assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> EventTime.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
