package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LetterTextTest {

    @Test
    void text_isShownAsItIs_exceptWhatATerminalWouldObey() {
        assertThat(text("héllo\tthere")).isEqualTo("héllo\tthere");
        assertThat(text("")).isEqualTo("empty");
        assertThat(LetterText.text(null)).isEqualTo("none");
        assertThat(text("\u001b[2J")).isEqualTo("hex 1b5b324a");
        assertThat(text("a\rb")).isEqualTo("hex 610d62");
        assertThat(text("a\u202Eb")).isEqualTo("hex 61e280ae62");
        assertThat(text("a\u2028b")).isEqualTo("hex 61e280a862");
        assertThat(LetterText.text(new byte[] {(byte) 0xff})).isEqualTo("hex ff");
    }

    @Test
    void text_cannotForgeALine() {
        assertThat(text("{\nstate            discarded\n}").lines())
                .containsExactly("{", "                 state            discarded", "                 }");
    }

    private static String text(String text) {
        return LetterText.text(text.getBytes(StandardCharsets.UTF_8));
    }
}
