package dev.annals.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The free part of an event: one JSON object of at most 64 KiB of UTF-8 and 32 levels, kept as the bytes it travels
 * in. Immutable, and always valid.
 */
public final class Metadata {

    /** In bytes of UTF-8. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The object itself is the first level. */
    public static final int MAX_DEPTH = 32;

    /** {@code {}} */
    public static final Metadata EMPTY = new Metadata(new byte[] {'{', '}'});

    static final String SIZE_PROBLEM = "has more than " + MAX_BYTES + " bytes of UTF-8";
    static final String DEPTH_PROBLEM = "is nested deeper than " + MAX_DEPTH + " levels";

    private final byte[] utf8;

    private Metadata(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Encodes a map; see {@link EventDraft#metadata(Map)} for the values it may hold.
     *
     * @throws InvalidEventException with everything that is wrong
     */
    public static Metadata of(Map<?, ?> map) {
        return new Metadata(MetadataWriter.encode(map));
    }

    /**
     * Takes JSON text as it is.
     *
     * @throws InvalidEventException with everything that is wrong
     */
    public static Metadata ofJson(String json) {
        Optional<String> problem = TextRules.textProblem(json);
        if (problem.isPresent()) { // as bytes it would become a question mark
            throw new MalformedEventException(problem.get());
        }
        return EventReader.metadata(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Of bytes that were checked; the caller gives them away. */
    static Metadata ofChecked(byte[] utf8) {
        return new Metadata(utf8);
    }

    /** The JSON text. */
    public String json() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** The length of the JSON text in bytes of UTF-8. */
    public int size() {
        return utf8.length;
    }

    /** Copies the JSON text as UTF-8 into {@code target}, which has {@link #size()} bytes of room from there on. */
    public void copyTo(byte[] target, int from) {
        System.arraycopy(utf8, 0, target, from, utf8.length);
    }

    /** Equal text; the same object written in another order or spacing is not equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return json();
    }
}
