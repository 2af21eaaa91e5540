package dev.annals.command.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Input cut into lines, as bytes: what is not UTF-8 must be refused later, not replaced here. A line ends with LF or
 * CR LF or the input; blank ones are counted and skipped, and so is a byte order mark before the first. However long
 * a line is, no more of it is kept than may be.
 *
 * <p>Single-threaded.
 */
final class Lines {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private long number;

    Lines(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** The next line that is not blank; null at the end. */
    @Nullable
    Line next() throws IOException {
        Line line;
        do {
            line = nextOfAny();
        } while (line instanceof Line.Text text && isBlank(text.bytes()));
        return line;
    }

    private @Nullable Line nextOfAny() throws IOException {
        if (!available()) {
            return null;
        }
        number++;
        ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
        long length = 0;
        boolean ended = false;
        while (!ended && available()) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            length += end - from;
            if (length <= maxBytes) {
                kept.write(buffer, from, end - from);
            }
            ended = end < to;
            from = ended ? end + 1 : end;
        }
        return length > maxBytes ? new Line.TooLong(number, length) : new Line.Text(number, content(kept));
    }

    private byte[] content(ByteArrayOutputStream line) {
        byte[] bytes = line.toByteArray();
        int start = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
        int end = bytes.length > start && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        return start == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, end);
    }

    private boolean available() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(in.read(buffer), 0);
        return to > 0;
    }

    private static boolean startsWithMark(byte[] bytes) {
        int length = BYTE_ORDER_MARK.length;
        return bytes.length >= length && Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length);
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
