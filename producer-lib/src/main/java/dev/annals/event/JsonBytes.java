package dev.annals.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

/**
 * JSON in UTF-8, in an array that grows. It is written on the thread of whoever publishes, for each event, so nothing is made
 * that is thrown away; only text with something to escape, or beyond ASCII, goes through Jackson. Knows no grammar: that is its user's. Confined to
 * one document.
 */
final class JsonBytes {

    private byte[] bytes;
    private int size;

    JsonBytes(int usualSize) {
        this.bytes = new byte[usualSize];
    }

    int size() {
        return size;
    }

    JsonBytes append(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    JsonBytes append(byte[] utf8) {
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    /** As it is. */
    @SuppressWarnings("deprecation") // it is the fastest way for ASCII, and wrong for anything else only
    JsonBytes appendAscii(String ascii) {
        room(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, size);
        size += ascii.length();
        return this;
    }

    JsonBytes append(Metadata metadata) {
        room(metadata.size());
        metadata.copyTo(bytes, size);
        size += metadata.size();
        return this;
    }

    /** What stands between the quotes; without unpaired surrogates. */
    JsonBytes appendText(String text) {
        return isPlain(text)
                ? appendAscii(text)
                : append(JsonStringEncoder.getInstance().quoteAsUTF8(text));
    }

    /** What was written, in an array of its own. */
    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
