package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    @ParameterizedTest
    @CsvSource({"12h, 2026-11-22T19:00:00Z", "90d, 2026-08-25T07:00:00Z", "52w, 2025-11-24T07:00:00Z"})
    void parse_takesHoursDaysAndWeeks(String text, Instant cut) {
        assertThat(Retention.parse(text).cut(NOW)).contains(cut);
    }

    @Test
    void never_cutsNothing() {
        assertThat(Retention.parse("never")).isEqualTo(Retention.NEVER).hasToString("never");
        assertThat(Retention.NEVER.cut(NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0d", "-1d", "3m", "1.5d", "90 d", "d", "P90D", "1000000d", "Never"})
    void parse_refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Retention.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be hours, days or weeks such as 12h, 90d or 52w, or never, not \"" + text + '"');
    }

    @Test
    void parseAge_refusesNever() {
        assertThatThrownBy(() -> Retention.parseAge("never"))
                .hasMessage("must be hours, days or weeks such as 12h, 30d or 52w, not \"never\"");
    }

    @Test
    void text_isReadBack() {
        assertThat(Retention.text(Duration.ofDays(364))).isEqualTo("364d");
        assertThat(Retention.text(Duration.ofHours(25))).isEqualTo("25h");
        assertThat(new Retention(Duration.ofHours(48))).hasToString("2d");
    }
}
