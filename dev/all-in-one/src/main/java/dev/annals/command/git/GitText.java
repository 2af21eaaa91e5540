package dev.annals.command.git;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A path or a name out of git, which knows bytes only. Almost always they are UTF-8; a byte that is not is written as
 * {@code \xE9} and then a backslash as two, so that nothing is lost and everything can stand in JSON.
 *
 * @param isUtf8 whether {@code value} is exactly what git holds
 */
record GitText(String value, boolean isUtf8) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    static GitText of(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            return new GitText(out.flip().toString(), true);
        }
        StringBuilder value = new StringBuilder(bytes.length + 16);
        while (result.isError()) {
            value.append(unambiguous(out.flip()));
            escape(in, result.length(), value);
            out.clear();
            result = decoder.reset().decode(in, out, true);
        }
        return new GitText(value.append(unambiguous(out.flip())).toString(), false);
    }

    private static String unambiguous(CharBuffer text) {
        return text.toString().replace("\\", "\\\\");
    }

    private static void escape(ByteBuffer in, int length, StringBuilder value) {
        for (int i = 0; i < length; i++) {
            value.append("\\x").append(HEX.toHexDigits(in.get()));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
