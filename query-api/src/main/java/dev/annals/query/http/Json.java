package dev.annals.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as UTF-8, ending with a newline: people read it in terminals. */
final class Json {

    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** What to write. */
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }
}
