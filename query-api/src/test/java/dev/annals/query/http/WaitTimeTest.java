package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimeTest {

    @Test
    void time_isSecondsOrMilliseconds_from1msTo30s() {
        // When, Then
        assertThat(WaitTime.parse("1ms")).isEqualTo(Duration.ofMillis(1));
        assertThat(WaitTime.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(WaitTime.parse("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(WaitTime.parse("30s")).isEqualTo(WaitTime.parse("30000ms")).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0s",
                "0ms",
                "31s",
                "30001ms",
                "5",
                "s",
                "-5s",
                "+5s",
                "5S",
                "5 s",
                " 5s",
                "5s\n",
                "1.5s",
                "1m",
                "1h",
                "PT5S",
                "٥s",
                "999999999999999999999s",
                "5ss",
                "\u0000"
            })
    void otherTimes_areRefused_namingTheParameter(String text) {
        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> WaitTime.parse(text));

        // Then
        assertThat(refused.problem().status()).isEqualTo(400);
        assertThat(refused.problem().parameter()).isEqualTo("wait");
        assertThat(refused.problem().detail())
                .startsWith("wait must be a time from 1ms to 30s, such as 5s or 500ms, not ");
    }
}
