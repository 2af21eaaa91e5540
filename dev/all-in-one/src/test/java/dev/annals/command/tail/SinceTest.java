package dev.annals.command.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinceTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "30s,2026-11-23T11:59:30Z",
        "10m,2026-11-23T11:50:00Z",
        "2h,2026-11-23T10:00:00Z",
        "1d,2026-11-22T12:00:00Z",
        "0s,2026-11-23T12:00:00Z",
        "2026-11-23T08:00:00.250+01:00,2026-11-23T07:00:00.250Z"
    })
    void parse_understands(String text, String instant) {
        assertThat(Since.parse(text, NOON)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "10", "-1h", "1w", "2026-11-23", "2026-11-23T07:00:00", "9999999d"})
    void parse_refuses_sayingWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> Since.parse(text, NOON))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a time as in RFC 3339, such as 2026-11-23T07:00:00Z, or a while ago, such as 30s,"
                        + " 10m, 2h or 1d, not \"" + text + '"');
    }
}
