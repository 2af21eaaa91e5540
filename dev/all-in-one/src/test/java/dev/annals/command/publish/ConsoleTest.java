package dev.annals.command.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void terminal_showsProgressOnOneLine_belowWhatIsSaid() {
        // Given
        Console console = new Console(err, true);

        // When
        console.draw("10 lines");
        console.draw("9 left");
        console.say("line 3: no");
        console.clear();

        // Then
        assertThat(printed()).isEqualTo("\r10 lines\r9 left  \r      \rline 3: no\n");
    }

    @Test
    void fileOrPipe_getsNoProgress() {
        // Given
        Console console = new Console(err, false);

        // When
        console.draw("10 lines");
        console.say("line 3: no");
        console.clear();

        // Then
        assertThat(printed()).isEqualTo("line 3: no\n");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
