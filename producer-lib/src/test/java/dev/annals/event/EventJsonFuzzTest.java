package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import dev.annals.testkit.Fuzz;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, they are an event or are refused with a message, never anything else, and cost little. */
class EventJsonFuzzTest {

    /** What decoding may allocate: this, and so many times the document. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_TIMES = 64;

    private static final ObjectMapper DATABIND = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Fields that are written as they were read. */
    private static final List<String> AS_GIVEN = List.of(
            "category", "type", "actor_type", "actor_id", "resource_type", "resource_id", "severity", "metadata");

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void decode_givesAnEventOrSaysWhyNot_whateverTheBytes() throws InterruptedException {
        // Given
        AtomicInteger decoded = new AtomicInteger();

        // When
        int tried = Fuzz.run("codec", random -> {
            byte[] document = document(random);
            checkMemory(document);
            decoded.addAndGet(decodesOrRefuses(document) ? 1 : 0);
        });

        // Then
        if (tried > 1) { // not a single one that is repeated
            assertThat(decoded.get()).isBetween(tried / 50, tried / 2);
        }
    }

    private static byte[] document(Random random) {
        byte[] noise = new byte[random.nextInt(1 << random.nextInt(12))];
        return switch (random.nextInt(8)) {
            case 0 -> {
                random.nextBytes(noise);
                yield noise;
            }
            case 1 -> {
                for (int i = 0; i < noise.length; i++) {
                    noise[i] = (byte) "{}[]:,\"\\u0eE+-1. tn".charAt(random.nextInt(19));
                }
                yield noise;
            }
            case 2 -> new SpoiltJson(random).of(EventJson.encode(new Borderline(random).event()));
            default -> new SpoiltJson(random).of(EventJson.encode(new Generated(random.nextLong()).event()));
        };
    }

    /** Whether it is an event. */
    private static boolean decodesOrRefuses(byte[] document) throws IOException {
        try {
            check(document, EventJson.decode(document));
            return true;
        } catch (InvalidEventException refused) {
            check(document, refused);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(about(document), e);
        }
    }

    private static void checkMemory(byte[] document) {
        long allowed = MOST_BYTES + (long) MOST_TIMES * document.length;
        if (allocated(document) > allowed) { // perhaps by loading classes: once only
            assertThat(allocated(document)).as(() -> about(document)).isLessThan(allowed);
        }
    }

    private static long allocated(byte[] document) {
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        Throwable unused = catchThrowable(() -> EventJson.decode(document)); // judged apart
        return MEMORY.getCurrentThreadAllocatedBytes() - before;
    }

    private static void check(byte[] document, Event event) throws IOException {
        byte[] again = EventJson.encode(event);
        assertThat(EventJson.decode(again)).as(() -> about(document)).isEqualTo(event);
        JsonNode read = DATABIND.readTree(document);
        JsonNode written = DATABIND.readTree(again);
        for (String field : AS_GIVEN) {
            if (read.hasNonNull(field)) {
                assertThat(written.get(field)).as(() -> about(document)).isEqualTo(read.get(field));
            }
        }
        assertThat(written.get("id").asText())
                .isEqualToIgnoringCase(read.get("id").asText());
        assertThat(written.has("actor_id")).isEqualTo(read.hasNonNull("actor_id"));
        assertThat(written.has("resource_id")).isEqualTo(read.hasNonNull("resource_id"));
    }

    private static void check(byte[] document, InvalidEventException refused) {
        assertThat(refused.violations()).as(() -> about(document)).hasSizeBetween(1, 70);
        assertThat(refused.getMessage())
                .as(() -> about(document))
                .isNotBlank()
                .matches("[ -~…]+")
                .hasSizeLessThan(20_000);
    }

    private static String about(byte[] document) {
        return "bytes " + HexFormat.of().formatHex(document);
    }
}
