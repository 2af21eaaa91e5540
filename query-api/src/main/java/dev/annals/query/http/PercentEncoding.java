package dev.annals.query.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Undoes percent-encoding, exactly once and strictly: what is no UTF-8 is refused, never replaced. */
final class PercentEncoding {

    /** What the server reads where bytes were sent that are no UTF-8; somebody who means it encodes it. */
    private static final char REPLACEMENT = '\ufffd';

    private PercentEncoding() {}

    /** A segment of a path, where + is a plus. */
    static String decodeSegment(String raw) throws CharacterCodingException {
        return decode(raw);
    }

    /** A name or value of a query, where + is a space. */
    static String decodeQuery(String raw) throws CharacterCodingException {
        return decode(raw.replace('+', ' '));
    }

    private static String decode(String raw) throws CharacterCodingException {
        if (raw.indexOf(REPLACEMENT) >= 0) {
            throw new CharacterCodingException();
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(hex(in, i + 1) << 4 | hex(in, i + 2));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(out.toByteArray()))
                .toString();
    }

    private static int hex(byte[] in, int at) throws CharacterCodingException {
        int digit = at < in.length ? Character.digit((char) (in[at] & 0xFF), 16) : -1;
        if (digit < 0) {
            throw new CharacterCodingException();
        }
        return digit;
    }
}
