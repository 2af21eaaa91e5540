package dev.annals.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.annals.ingest.store.LetterRecord;
import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.StoredLetter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a dead letter is shown. */
final class LetterText {

    /** Line breaks that are no control characters, and what makes a terminal write from right to left. */
    private static final String BREAKS_AND_TURNS = "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build(); // a terminal may be where it goes

    /** So far in, a value's next line is no line of ours. */
    private static final String NEXT_LINE = "\n" + " ".repeat("value            ".length());

    private LetterText() {}

    /** {@code events/3/17 2026-11-23T07:00:00Z INVALID open, replayed 0 times: type: is missing} */
    static String line(StoredLetter letter) {
        return letter.id() + " " + letter.since() + " " + letter.reason() + " " + letter.state() + ", replayed "
                + letter.replays() + " times: " + printable(letter.detail());
    }

    /** With the names of the table's columns. */
    static String json(StoredLetter letter) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("id", letter.id().toString());
            out.writeStringField("topic_id", letter.source().topicId().toString());
            out.writeStringField("topic", letter.source().topic());
            out.writeNumberField("partition", letter.source().partition());
            out.writeNumberField("record_offset", letter.offset());
            out.writeStringField("reason", letter.reason());
            out.writeStringField("detail", letter.detail());
            optional(out, "sqlstate", letter.sqlState());
            optional(out, "record_timestamp", letter.recordTime());
            out.writeStringField("dead_lettered_at", letter.since().toString());
            out.writeStringField("state", letter.state().toString());
            out.writeNumberField("replays", letter.replays());
            optional(out, "replay_of", letter.replayOf());
            optional(out, "handled_at", letter.handledAt());
            optional(out, "handled_by", letter.handledBy());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toString();
    }

    private static void optional(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value.toString());
        }
    }

    /** All of it, a line each; what is not text in hexadecimal digits. */
    static List<String> page(StoredLetter letter, LetterRecord record) {
        List<String> lines = new ArrayList<>();
        lines.add("dead letter      " + letter.id() + " of topic "
                + letter.source().topic() + ", " + letter.source().topicId());
        lines.add("since            " + letter.since());
        lines.add("reason           " + letter.reason()
                + (letter.sqlState() == null ? "" : ", SQLSTATE " + letter.sqlState()));
        lines.add("detail           " + printable(letter.detail()));
        lines.add("state            " + letter.state() + decision(letter));
        lines.add("replayed         " + letter.replays() + " times"
                + (letter.replayOf() == null ? "" : "; it came back, first it was " + letter.replayOf()));
        lines.add("record's time    " + (letter.recordTime() == null ? "none" : letter.recordTime()));
        lines.add("key              " + text(record.key()));
        for (RawRecord.Header header : record.headers()) {
            lines.add("header           " + printable(header.name()) + ": " + text(header.value()));
        }
        lines.add("value            " + text(record.value()));
        return lines;
    }

    private static String decision(StoredLetter letter) {
        return letter.handledAt() == null ? "" : " at " + letter.handledAt() + " by " + letter.handledBy();
    }

    /** UTF-8 that a terminal can take, its second line and those that follow indented; else {@code hex} and digits. */
    static String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "none";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.codePoints().noneMatch(c -> isControl(c) && c != '\n')) {
                return text.isEmpty() ? "empty" : text.replace("\n", NEXT_LINE);
            }
        } catch (CharacterCodingException notText) {
            // told in digits, like control characters
        }
        return "hex " + HexFormat.of().formatHex(bytes);
    }

    /** A record must not write to an operator's terminal what that takes for a command, nor lines that look like ours. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> printable.appendCodePoint(isControl(c) ? '?' : c));
        return printable.toString();
    }

    private static boolean isControl(int c) {
        return c != '\t' && (Character.isISOControl(c) || BREAKS_AND_TURNS.indexOf(c) >= 0);
    }
}
