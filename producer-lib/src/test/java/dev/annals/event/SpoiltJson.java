package dev.annals.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Spoils documents at random: bytes flipped, cut out, put in twice, or replaced by what is hard on a reader of JSON. Confined to
 * one thread.
 */
public final class SpoiltJson {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "{}",
            "[]",
            "null",
            "true",
            "NaN",
            "-",
            "0",
            "1e99",
            "1e9999999999",
            "0e-70",
            "\\u0000",
            "\\ud800",
            "\\udc00",
            "\\u0041",
            "\0",
            "\n",
            "\u00a0",
            "\ufeff",
            "😀",
            "\"id\":",
            "\"type\":",
            "\"metadata\":",
            "\"actor_id\":null,",
            "\"x\":{\"x\":1},",
            "2026-11-23T07:00:00.000Z",
            "[".repeat(40),
            "{\"a\":".repeat(40),
            " ",
            "//",
            "'");

    private final Random random;

    public SpoiltJson(Random random) {
        this.random = random;
    }

    /** Three places are spoilt at most, so that many are events still, or almost. */
    public byte[] of(byte[] document) {
        byte[] result = document;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            result = spoiltOnce(result);
        }
        return result;
    }

    private byte[] spoiltOnce(byte[] document) {
        int from = random.nextInt(document.length + 1);
        int to = Math.min(document.length, from + random.nextInt(1 << random.nextInt(7)));
        return switch (random.nextInt(6)) {
            case 0 -> joined(document, from, new byte[] {(byte) random.nextInt()}, to);
            case 1 -> joined(document, from, new byte[0], to);
            case 2 -> joined(document, to, Arrays.copyOfRange(document, from, to), to);
            case 3 -> joined(document, from, piece(), to);
            case 4 -> withAnotherDigit(document);
            default -> joined(document, from, piece(), from);
        };
    }

    private byte[] piece() {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
    }

    /** Most likely to be an event still, or to be one almost. */
    private byte[] withAnotherDigit(byte[] document) {
        byte[] result = document.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] >= '0' && result[i] <= '9' && random.nextInt(20) == 0) {
                result[i] = (byte) ('0' + random.nextInt(10));
                return result;
            }
        }
        return result;
    }

    private static byte[] joined(byte[] document, int end, byte[] piece, int start) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(document, 0, end);
        bytes.writeBytes(piece);
        bytes.write(document, start, document.length - start);
        return bytes.toByteArray();
    }
}
