package dev.annals.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Spoils documents at random: each is an event or is refused with a message, never anything else. Another seed every
 * time; a failure prints it, and {@code -Dfuzz.seed} repeats it.
 */
class EventJsonFuzzTest {

    private static final int DOCUMENTS = 20_000;
    private static final long MOST_NANOS = Duration.ofSeconds(3).toNanos();

    private static final ObjectMapper DATABIND = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

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

    private final long seed = Long.getLong("fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Generated generated = new Generated(seed);

    @Test
    void decode_givesAnEventOrSaysWhyNot_whateverTheBytes() throws IOException {
        int decoded = 0;
        int tried = 0;
        for (long end = System.nanoTime() + MOST_NANOS; tried < DOCUMENTS && System.nanoTime() < end; tried++) {
            byte[] document = spoilt(EventJson.encode(generated.event()));
            try {
                check(document, EventJson.decode(document));
                decoded++;
            } catch (InvalidEventException refused) {
                check(document, refused);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(about(document), e);
            }
        }
        assertThat(decoded).as("decoded with seed %d", seed).isBetween(tried / 50, tried / 2);
    }

    private void check(byte[] document, Event event) throws IOException {
        byte[] again = EventJson.encode(event);
        assertThat(EventJson.decode(again)).as(() -> about(document)).isEqualTo(event);
        JsonNode read = DATABIND.readTree(document);
        JsonNode written = DATABIND.readTree(again);
        for (var field : List.of("category", "type", "actor_id", "resource_id", "metadata")) {
            var expected = read.path(field).isNull() ? null : read.get(field);
            if (expected != null) {
                assertThat(written.get(field)).as(() -> about(document)).isEqualTo(expected);
            }
        }
    }

    private void check(byte[] document, InvalidEventException refused) {
        assertThat(refused.violations()).as(() -> about(document)).hasSizeBetween(1, 70);
        assertThat(refused.getMessage())
                .as(() -> about(document))
                .isNotBlank()
                .matches("[ -~…]+")
                .hasSizeLessThan(20_000);
    }

    private byte[] spoilt(byte[] document) {
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

    private String about(byte[] document) {
        return "seed " + seed + ", bytes " + HexFormat.of().formatHex(document);
    }
}
