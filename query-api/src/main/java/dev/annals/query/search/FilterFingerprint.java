package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.TypePattern;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A few bytes that tell filters apart. Equal filters have the same, however they were asked for. */
final class FilterFingerprint {

    static final int BYTES = 9;

    private FilterFingerprint() {}

    static byte[] of(EventFilter filter) {
        return Arrays.copyOf(sha256(canonical(filter)), BYTES);
    }

    /** Every part with its length, so that no two filters are written alike. */
    private static byte[] canonical(EventFilter filter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        IdRange ids = IdRange.of(filter, null);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, filter.categories());
            write(out, texts(filter.types()));
            write(out, texts(filter.excludedTypes()));
            write(out, Conditions.severities(filter));
            write(out, Conditions.actorTypes(filter));
            write(out, optional(filter.actorId()));
            write(out, filter.resourceTypes());
            write(out, optional(filter.resourceId()));
            write(out, List.of(ids.from().toString(), ids.to().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Collection<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            out.writeUTF(value);
        }
    }

    private static List<String> texts(Collection<TypePattern> patterns) {
        return patterns.stream().map(TypePattern::text).toList();
    }

    private static List<String> optional(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
