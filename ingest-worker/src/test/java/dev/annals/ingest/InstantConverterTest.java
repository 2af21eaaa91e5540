package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class InstantConverterTest {

    private final InstantConverter converter = new InstantConverter();

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z",
        "2026-11-23T08:00:00.5+01:00, 2026-11-23T07:00:00.500Z",
        "2026-11-23, 2026-11-23T00:00:00Z",
    })
    void timeAndDay_areInstants(String text, String instant) {
        assertThat(converter.convert(text)).hasToString(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01", "2026-11-23T07:00:00", "", "23.11.2026"})
    void anythingElse_isRefused_withWhatIsMeant(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is no time; write it as 2026-11-23T07:00:00Z,");
    }

    @Test
    void aLineOfText_isRefusedToo() {
        assertThatThrownBy(() -> converter.convert("x".repeat(1_000))).isInstanceOf(TypeConversionException.class);
    }
}
