package dev.annals.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * A parser for exactly one JSON object in UTF-8. What Jackson alone would let pass is refused: UTF-16 and byte order
 * marks, overlong UTF-8 and encoded surrogates, another top-level value, anything behind the object.
 */
final class StrictJson {

    /** Beyond any rule of ours, in characters; a longer string or key is refused by the parser. */
    private static final int MAX_STRING = 1024 * 1024;

    /** In characters as written: beyond the 64 digits allowed, so that what is a little too long is told exactly. */
    private static final int MAX_NUMBER = 1000;

    /** The event itself, as deep as metadata may go, and one more, so that what is too deep is told exactly. */
    private static final int MAX_NESTING = 1 + Metadata.MAX_DEPTH + 1;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_STRING)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // no event's content in messages
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // metadata's keys are anybody's
            .build();

    /** Words for its own programmers, and the length at which it gave up, which depends on its buffer. */
    private static final Pattern ABOUT_JACKSON = Pattern.compile(
            "(: enable `|: maybe a \\(non-standard\\) | \\(start marker at | \\(for \\w+ starting at ).*"
                    + "|(?<=length) \\(\\d+\\)|, from `[^`]*`",
            Pattern.DOTALL);

    private StrictJson() {}

    /**
     * A parser that stands before the object's opening brace.
     *
     * @throws MalformedEventException if the bytes cannot be one JSON object
     */
    static JsonParser open(byte[] utf8) throws IOException {
        int start = 0;
        while (start < utf8.length && isWhiteSpace(utf8[start])) {
            start++;
        }
        if (start == utf8.length) {
            throw new MalformedEventException("is empty, must be one JSON object");
        }
        int invalid = Utf8.firstInvalid(utf8);
        if (invalid >= 0) {
            throw new MalformedEventException("is not UTF-8 at byte " + invalid);
        }
        boolean utf16 = utf8[start] == 0 || (start + 1 < utf8.length && utf8[start + 1] == 0);
        if (utf16) {
            throw new MalformedEventException("holds zero bytes; JSON must be in UTF-8, not UTF-16 or UTF-32");
        }
        if (startsWithByteOrderMark(utf8)) {
            throw new MalformedEventException("begins with a byte order mark; leave it out");
        }
        if (utf8[start] != '{') {
            throw new MalformedEventException("must be one JSON object, but begins with "
                    + Printable.quoted(String.valueOf((char) (utf8[start] & 0xFF))));
        }
        return JSON.createParser(utf8);
    }

    /** @throws MalformedEventException if anything but white space follows */
    static void requireEnd(JsonParser in) throws IOException {
        long end = in.currentLocation().getByteOffset();
        if (in.nextToken() != null) {
            throw new MalformedEventException("goes on after the end of the JSON object, at byte " + end);
        }
    }

    /** What a failed parse says about the bytes. */
    static MalformedEventException malformed(JsonProcessingException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        String where = at < 0 ? "" : " at byte " + at;
        return new MalformedEventException("is not JSON" + where + ": " + reason(e));
    }

    /** What Jackson says about the document, without what it says about itself. */
    static String reason(JsonProcessingException e) {
        return Printable.of(ABOUT_JACKSON.matcher(e.getOriginalMessage()).replaceAll(""));
    }

    private static boolean startsWithByteOrderMark(byte[] utf8) {
        return utf8.length >= 3 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF;
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
