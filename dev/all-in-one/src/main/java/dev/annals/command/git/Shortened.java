package dev.annals.command.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Text cut to a length, counted in characters as people count them (code points). */
final class Shortened {

    private static final int HEAD = 100;
    private static final int HASH_BYTES = 8;

    private Shortened() {}

    /**
     * Fit to be an id: begin and end of the text around an ellipsis, then {@code #} and a hash of the whole, so that
     * different texts stay different. Text that fits stays as it is.
     */
    static String id(String text, int max) {
        int length = text.codePointCount(0, text.length());
        if (length <= max) {
            return text;
        }
        String hash = "#" + hash(text);
        int tail = max - HEAD - 1 - hash.length();
        String head = text.substring(0, text.offsetByCodePoints(0, HEAD));
        return head + "…" + text.substring(text.offsetByCodePoints(text.length(), -tail)) + hash;
    }

    /** Fit to be read: the begin of the text, with an ellipsis if that is not all of it. */
    static String prose(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
