package dev.annals.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8. Jackson's parser lets overlong forms and encoded surrogates pass; PostgreSQL does not. */
final class Utf8 {

    private static final int SCRATCH_CHARS = 1024;

    private Utf8() {}

    /** The index of the first byte that is not UTF-8, or -1. */
    static int firstInvalid(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                return firstInvalid(bytes, i);
            }
        }
        return -1;
    }

    private static int firstInvalid(byte[] bytes, int from) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer scratch = CharBuffer.allocate(SCRATCH_CHARS);
        while (true) {
            CoderResult result = decoder.decode(in, scratch, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            scratch.clear();
        }
    }
}
