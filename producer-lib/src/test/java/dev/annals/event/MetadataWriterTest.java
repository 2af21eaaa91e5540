package dev.annals.event;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as services give them. What hostile ones do is in {@link HostileMetadataTest}. */
class MetadataWriterTest {

    @ParameterizedTest
    @MethodSource("values")
    void value_isWrittenAsJson(Object value, String json) {
        // When
        var written = Metadata.of(Collections.singletonMap("a", value));

        // Then
        assertThat(written.json()).isEqualTo("{\"a\":" + json + "}");
        assertThat(decoded(written)).isEqualTo(written);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(null, "null"),
                arguments("", "\"\""),
                arguments("Heat", "\"Heat\""),
                arguments("ünï ☃ 😀", "\"ünï ☃ 😀\""),
                arguments("\"\\/\n\t\u0001\u007f\u2028", "\"\\\"\\\\/\\n\\t\\u0001\u007f\u2028\""),
                arguments('x', "\"x\""),
                arguments(true, "true"),
                arguments(false, "false"),
                arguments((byte) -1, "-1"),
                arguments((short) 300, "300"),
                arguments(Integer.MIN_VALUE, "-2147483648"),
                arguments(Long.MAX_VALUE, "9223372036854775807"),
                arguments(0.1, "0.1"),
                arguments(-0.0, "-0.0"),
                arguments(1e21, "1.0E21"),
                arguments(1e63, "1.0E63"),
                arguments(1.1f, "1.1"),
                arguments(new BigDecimal("1.50"), "1.50"),
                arguments(new BigDecimal("1E+2"), "1E+2"),
                arguments(BigInteger.TEN.pow(64).subtract(BigInteger.ONE), "9".repeat(64)),
                arguments(BigInteger.TEN.pow(63).negate(), "-1" + "0".repeat(63)),
                arguments(BigDecimal.ONE.movePointLeft(63), "1E-63"),
                arguments(UUID.fromString(Document.ID), '"' + Document.ID + '"'),
                arguments(Severity.INFO, "\"INFO\""),
                arguments(DayOfWeek.MONDAY, "\"MONDAY\""),
                arguments(Instant.EPOCH, "\"1970-01-01T00:00:00Z\""),
                arguments(LocalDate.EPOCH, "\"1970-01-01\""),
                arguments(OffsetDateTime.parse("2026-11-23T08:00+01:00"), "\"2026-11-23T08:00+01:00\""),
                arguments(Map.of(), "{}"),
                arguments(Map.of("b", Map.of("c", 1)), "{\"b\":{\"c\":1}}"),
                arguments(List.of(), "[]"),
                arguments(Arrays.asList(1, null, "x", List.of(true)), "[1,null,\"x\",[true]]"),
                arguments(Set.of(1), "[1]"),
                arguments(new Object[] {1, "x", null}, "[1,\"x\",null]"),
                arguments(new String[0], "[]"),
                arguments(new int[] {1, 2}, "[1,2]"),
                arguments(new long[] {Long.MIN_VALUE}, "[-9223372036854775808]"),
                arguments(new short[] {1}, "[1]"),
                arguments(new byte[] {1, -1}, "[1,-1]"),
                arguments(new double[] {0.5}, "[0.5]"),
                arguments(new float[] {0.5f}, "[0.5]"),
                arguments(new boolean[] {true}, "[true]"),
                arguments(new char[] {'a', 'ß'}, "[\"a\",\"ß\"]"),
                arguments(new int[][] {{1}, {}}, "[[1],[]]"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void value_isRefused_whenJsonOrTheRulesCannotTakeIt(Object value, String problem) {
        assertThat(problems(Map.of("a", value))).containsExactly(problem);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(Double.NaN, "metadata.a: NaN is not a JSON number"),
                arguments(Double.NEGATIVE_INFINITY, "metadata.a: -Infinity is not a JSON number"),
                arguments(Float.POSITIVE_INFINITY, "metadata.a: Infinity is not a JSON number"),
                arguments(new double[] {1, Double.NaN}, "metadata.a[1]: NaN is not a JSON number"),
                arguments(1e64, tooLong("\"1.0E64\"")),
                arguments(1e-100, tooLong("\"1.0E-100\"")),
                arguments(Double.MIN_VALUE, tooLong('"' + Double.toString(Double.MIN_VALUE) + '"')),
                arguments(BigInteger.TEN.pow(64), tooLong("\"1" + "0".repeat(64) + '"')),
                arguments(BigDecimal.ONE.movePointLeft(64), tooLong("\"1E-64\"")),
                arguments(new BigDecimal("1E+131072"), tooLong("\"1E+131072\"")),
                arguments(new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE), tooLong("\"1E-2147483647\"")),
                arguments(BigDecimal.ZERO.setScale(-2_000_000_000), tooLong("\"0E+2000000000\"")),
                arguments("x\0", "metadata.a: holds U+0000 at character 1"),
                arguments("\ud800x", "metadata.a: holds an unpaired surrogate at character 0"),
                arguments('\0', "metadata.a: holds U+0000 at character 0"),
                arguments('\udfff', "metadata.a: holds an unpaired surrogate at character 0"),
                arguments(List.of(1, "\udc00"), "metadata.a[1]: holds an unpaired surrogate at character 0"),
                arguments(Map.of("b\0", 1), "metadata.a.b\\u0000: the key holds U+0000 at character 1"),
                arguments(
                        Map.of("\ud800", 1), "metadata.a.\\ud800: the key holds an unpaired surrogate at character 0"),
                arguments(Map.of(1, "x"), "metadata.a: has a key that is not a string"),
                arguments(Map.of(Severity.INFO, "x"), "metadata.a: has a key that is not a string"),
                arguments(Collections.singletonMap(null, "x"), "metadata.a: has a key that is not a string"),
                arguments(new Date(0), cannotBeWritten("java.util.Date")),
                arguments(new StringBuilder(), cannotBeWritten("java.lang.StringBuilder")),
                arguments(Duration.ZERO, cannotBeWritten("java.time.Duration")),
                arguments(Optional.of(1), cannotBeWritten("java.util.Optional")),
                arguments(
                        new AtomicInteger(1),
                        "metadata.a: a java.util.concurrent.atomic.AtomicInteger cannot be written;"
                                + " give a number of java.lang or java.math"));
    }

    private static String tooLong(String number) {
        return "metadata.a: the number " + number + " has more than 64 digits when written out";
    }

    private static String cannotBeWritten(String type) {
        return "metadata.a: a " + type + " cannot be written; give a string, number, boolean, map, list or null";
    }

    @Test
    void keys_areWrittenEscaped() {
        // When
        var written = Metadata.of(Map.of("\"größe\"\n😀", 1));

        // Then
        assertThat(written.json()).isEqualTo("{\"\\\"größe\\\"\\n😀\":1}");
        assertThat(decoded(written)).isEqualTo(written);
    }

    @Test
    void map_isRefused_withEverythingThatIsWrong() {
        // Given
        var values = Arrays.asList(Double.NaN, "\0", 1, Map.of(2, 2), new Date(0));

        // When
        var problems = problems(Map.of("a", values));

        // Then
        assertThat(problems)
                .containsExactly(
                        "metadata.a[0]: NaN is not a JSON number",
                        "metadata.a[1]: holds U+0000 at character 0",
                        "metadata.a[3]: has a key that is not a string",
                        "metadata.a[4]: a java.util.Date cannot be written;"
                                + " give a string, number, boolean, map, list or null");
    }

    @Test
    void problems_areListedUpTo50() {
        // When
        var fifty = problems(Map.of("a", Collections.nCopies(50, Double.NaN)));
        var more = problems(Map.of("a", Collections.nCopies(51, Double.NaN)));

        // Then
        assertThat(fifty).hasSize(50).last().isEqualTo("metadata.a[49]: NaN is not a JSON number");
        assertThat(more).hasSize(51).startsWith(fifty.toArray(String[]::new));
        assertThat(more).last().isEqualTo("and more: only the first 50 are listed");
    }

    @Test
    void nesting_mayBe32LevelsDeep() {
        // When
        var deepest = Metadata.of(nested(32));

        // Then
        assertThat(decoded(deepest)).isEqualTo(deepest);
        assertThat(problems(nested(33))).containsExactly("metadata: is nested deeper than 32 levels");
        assertThat(problems(Map.of("a", new Object[][] {{nested(30)}})))
                .containsExactly("metadata: is nested deeper than 32 levels");
    }

    @Test
    void size_mayBe64KiB() {
        // When
        var largest = Metadata.of(Map.of("a", "x".repeat(Metadata.MAX_BYTES - 8)));

        // Then
        assertThat(largest.size()).isEqualTo(Metadata.MAX_BYTES);
        assertThat(decoded(largest)).isEqualTo(largest);
        assertThat(problems(Map.of("a", "x".repeat(Metadata.MAX_BYTES - 7))))
                .containsExactly("metadata: has more than 65536 bytes of UTF-8");
    }

    @Test
    void size_countsBytesOfUtf8() {
        // Given
        var text = "é😀".repeat((Metadata.MAX_BYTES - 8) / 6);

        // When
        var largest = Metadata.of(Map.of("a", text));

        // Then
        assertThat(largest.size()).isEqualTo(8 + text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(problems(Map.of("a", text + "é😀"))).containsExactly("metadata: has more than 65536 bytes of UTF-8");
        assertThat(problems(Map.of("a", "\u0001".repeat(11_000))))
                .containsExactly("metadata: has more than 65536 bytes of UTF-8");
        assertThat(problems(Map.of("x".repeat(Metadata.MAX_BYTES), 1)))
                .containsExactly("metadata: has more than 65536 bytes of UTF-8");
    }

    /** The writer's buffers cut text in pieces, but must not cut the two halves of a character. */
    @ParameterizedTest
    @ValueSource(ints = {1, 300, 700, 2_700, 4_100, 7_900})
    void text_isWrittenWhole_whereverItIsCut(int length) {
        for (int shift = 0; shift < 8; shift++) {
            // Given
            var text = "x".repeat(shift) + "😀é".repeat(length);

            // When
            var asValue = Metadata.of(Map.of("a", text));
            var asKey = Metadata.of(Map.of(text, 1));

            // Then
            assertThat(asValue.json()).isEqualTo("{\"a\":\"" + text + "\"}");
            assertThat(asKey.json()).isEqualTo("{\"" + text + "\":1}");
            assertThat(decoded(asValue)).isEqualTo(asValue);
        }
    }

    @Test
    void metadata_isReadBackUnchanged_withManyKeys() {
        // Given
        var map = IntStream.range(0, 7_000).boxed().collect(toMap(i -> Integer.toString(i, 36), i -> 0));

        // When
        var written = Metadata.of(map);

        // Then
        assertThat(decoded(written)).isEqualTo(written);
    }

    private static Map<String, Object> nested(int levels) {
        Object inner = new ArrayList<>();
        for (int level = 2; level < levels; level++) {
            inner = level % 2 == 0 ? List.of(inner) : Map.of("a", inner);
        }
        return Map.of("a", inner);
    }

    private static Metadata decoded(Metadata written) {
        return Document.valid().with("metadata", written.json()).decoded().metadata();
    }

    private static List<String> problems(Map<?, ?> map) {
        return Problems.of(() -> Metadata.of(map));
    }
}
