package dev.annals.command.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    private static final int MAX = 200_000;

    @Test
    void lines_endWithLfOrCrLfOrTheInput() throws IOException {
        assertThat(read("a\nb\r\nc")).containsExactly("1 a", "2 b", "3 c");
        assertThat(read("a\n")).containsExactly("1 a");
        assertThat(read("a\rb\r")).containsExactly("1 a\rb");
    }

    @Test
    void blankLines_areCountedAndSkipped() throws IOException {
        assertThat(read("\n \t\n\r\na\n\n\nb\n\n")).containsExactly("4 a", "7 b");
        assertThat(read("")).isEmpty();
        assertThat(read("\n\n")).isEmpty();
    }

    @Test
    void byteOrderMark_isDroppedBeforeTheFirstLineOnly() throws IOException {
        assertThat(read("\uFEFFa\n\uFEFFb")).containsExactly("1 a", "2 \uFEFFb");
        assertThat(read("\uFEFF\na")).containsExactly("2 a");
    }

    @Test
    void bytesThatAreNoUtf8_comeAsTheyAre() throws IOException {
        // Given
        byte[] bytes = {'a', (byte) 0xFF, 0, '\n'};

        // When
        Line line = new Lines(new ByteArrayInputStream(bytes), MAX).next();

        // Then
        assertThat(line).isInstanceOf(Line.Text.class);
        assertThat(((Line.Text) line).bytes()).containsExactly('a', 0xFF, 0);
    }

    @Test
    void lineLongerThanTheBuffer_isReadWhole() throws IOException {
        assertThat(read("x".repeat(MAX) + "\ny")).containsExactly("1 " + "x".repeat(MAX), "2 y");
    }

    @Test
    void lineBeyondTheBound_isReadOver() throws IOException {
        assertThat(read("x\n" + "y".repeat(MAX + 1) + "\nz")).containsExactly("1 x", "2 too long: 200001", "3 z");
    }

    /** Two gigabytes would not fit into the memory of this test. */
    @Test
    void endlessLine_takesNoMemory() throws IOException {
        // Given
        long length = 2_000_000_000L;
        Lines lines = new Lines(new Repeated('x', length), MAX);

        // When
        Line line = lines.next();

        // Then
        assertThat(line).isEqualTo(new Line.TooLong(1, length));
    }

    private static List<String> read(String text) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), MAX);
        List<String> read = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            read.add(line.number() + " " + content(line));
        }
        return read;
    }

    private static String content(Line line) {
        return line instanceof Line.Text text
                ? new String(text.bytes(), StandardCharsets.UTF_8)
                : "too long: " + ((Line.TooLong) line).length();
    }

    /** One byte again and again. */
    private static final class Repeated extends InputStream {

        private final char what;
        private long left;

        Repeated(char what, long length) {
            this.what = what;
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? what : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            int given = (int) Math.min(left, length);
            Arrays.fill(bytes, from, from + given, (byte) what);
            left -= given;
            return given == 0 ? -1 : given;
        }
    }
}
