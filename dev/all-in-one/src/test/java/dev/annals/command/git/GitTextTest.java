package dev.annals.command.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GitTextTest {

    @Test
    void utf8_staysAsItIs() {
        // When
        GitText text = GitText.of("docs/übung \\xE9 🎬.md".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(text).isEqualTo(new GitText("docs/übung \\xE9 🎬.md", true));
    }

    @Test
    void otherBytes_areWrittenOut_andBackslashesDoubled() {
        // Given
        byte[] latin1 = "a\\caf\u00e9/ö.txt".getBytes(StandardCharsets.ISO_8859_1);

        // When
        GitText text = GitText.of(latin1);

        // Then
        assertThat(text).isEqualTo(new GitText("a\\\\caf\\xE9/\\xF6.txt", false));
    }

    @Test
    void surrogatesAndTruncatedSequences_areNoUtf8() {
        // When
        GitText text =
                GitText.of(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'b', (byte) 0xE2, (byte) 0x82});

        // Then
        assertThat(text.value()).isEqualTo("a\\xED\\xA0\\x80b\\xE2\\x82");
    }
}
