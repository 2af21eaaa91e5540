package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00Z,                  2026-11-23T07:00:00.000Z",
        "2026-11-23T07:00:00.1Z,                2026-11-23T07:00:00.100Z",
        "2026-11-23T07:00:00.123999999Z,        2026-11-23T07:00:00.123Z",
        "1969-12-31T23:59:59.999999999Z,        1969-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z,                +10000-01-01T00:00:00.000Z",
        "-1000000000-01-01T00:00:00Z,           -1000000000-01-01T00:00:00.000Z",
        "+1000000000-12-31T23:59:59.999999999Z, +1000000000-12-31T23:59:59.999Z"
    })
    void format_hasThreeDecimalsAlways(Instant time, String text) {
        assertThat(EventTime.format(time)).isEqualTo(text);
    }
}
