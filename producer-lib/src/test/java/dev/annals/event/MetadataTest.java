package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ }",
                "{\"a\" : [ 1 , 2.50 ,\n1e2 ] }",
                "{\"\\u0061\":\"\\u00e9é\"}",
                "{\"b\":1,\"a\":{\"a\":{\"b\":null}}}",
                "{\"\":\"\"}"
            })
    void ofJson_keepsTheTextAsItIs(String json) {
        // When
        var metadata = Metadata.ofJson(" \t\r\n" + json + "\n ");

        // Then
        assertThat(metadata.json()).isEqualTo(json);
        assertThat(metadata)
                .hasToString(json)
                .isEqualTo(Metadata.ofJson(json))
                .hasSameHashCodeAs(Metadata.ofJson(json));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void ofJson_refuses_whatIsNoObjectOrBreaksARule(String json, String problem) {
        assertThat(Problems.of(() -> Metadata.ofJson(json))).containsExactly(problem);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments("", "is empty, must be one JSON object"),
                arguments("[]", "must be one JSON object, but begins with \"[\""),
                arguments("{} {}", "goes on after the end of the JSON object, at byte 2"),
                arguments("{\"a\":1,\"a\":2}", "metadata.a: is given twice"),
                arguments("{\"a\":\"\ud800\"}", "holds an unpaired surrogate at character 6"),
                arguments("{\"a\":\"\\ud800\"}", "metadata.a: holds an unpaired surrogate at character 0"),
                arguments("{\"a\":\"x\0\"}", "holds U+0000 at character 7"),
                arguments(nested(33), "metadata: is nested deeper than 32 levels"),
                arguments(nested(50_000), "metadata: is nested deeper than 32 levels"),
                arguments(sized(Metadata.MAX_BYTES + 1), "metadata: has more than 65536 bytes of UTF-8"));
    }

    @Test
    void ofJson_takes32LevelsAnd64KiB() {
        // When
        var deep = Metadata.ofJson(nested(32));
        var large = Metadata.ofJson(sized(Metadata.MAX_BYTES));

        // Then
        assertThat(Document.valid().with("metadata", deep.json()).decoded().metadata())
                .isEqualTo(deep);
        assertThat(Document.valid().with("metadata", large.json()).decoded().metadata())
                .isEqualTo(large);
        assertThat(large.size()).isEqualTo(Metadata.MAX_BYTES);
    }

    @Test
    void size_countsBytesAndCopyToFillsThem() {
        // Given
        var metadata = Metadata.ofJson("{\"é\":\"😀\"}");

        // When
        byte[] copy = new byte[metadata.size() + 2];
        metadata.copyTo(copy, 1);

        // Then
        assertThat(metadata.size()).isEqualTo(13);
        assertThat(new String(copy, StandardCharsets.UTF_8)).isEqualTo("\0{\"é\":\"😀\"}\0");
    }

    @Test
    void metadata_isEqualByText() {
        assertThat(Metadata.of(Map.of())).isEqualTo(Metadata.EMPTY).isEqualTo(Metadata.ofJson("{}"));
        assertThat(Metadata.of(Map.of("a", 1))).isEqualTo(Metadata.ofJson("{\"a\":1}"));
        assertThat(Metadata.ofJson("{\"a\":1}")).isNotEqualTo(Metadata.ofJson("{\"a\": 1}"));
        assertThat(Metadata.EMPTY).isNotEqualTo("{}");
    }

    /** An object of that many levels, the inner ones arrays. */
    private static String nested(int levels) {
        return "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    }

    private static String sized(int bytes) {
        return "{\"a\":\"" + "x".repeat(bytes - 8) + "\"}";
    }
}
