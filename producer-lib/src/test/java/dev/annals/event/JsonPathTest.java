package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonPathTest {

    private final JsonPath path = new JsonPath("metadata");

    @Test
    void text_leadsFromTheRootToHere() {
        // When
        path.enter("cast");
        path.enter(3);
        path.enter("name");

        // Then
        assertThat(path).hasToString("metadata.cast[3].name");
        assertThat(path.depth()).isEqualTo(3);
    }

    @Test
    void text_endsWhereTheLastStepWasTakenBack() {
        // Given
        path.enter("cast");
        path.enter(3);

        // When
        path.leave();

        // Then
        assertThat(path).hasToString("metadata.cast");
        path.leave();
        assertThat(path).hasToString("metadata");
        assertThat(path.depth()).isZero();
    }

    @Test
    void text_isShortAndPrintable_whateverTheKeys() {
        // When
        path.enter("a\0\n\ud800é");
        var odd = path.toString();
        path.enter("x".repeat(1_000_000));

        // Then
        assertThat(odd).isEqualTo("metadata.a\\u0000\\u000a\\ud800\\u00e9");
        assertThat(path.toString()).startsWith(odd + ".xxx").endsWith("x…").hasSize(121);
    }
}
