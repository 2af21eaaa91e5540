package dev.annals.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.Charset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of bytes that is no event, with what a reader of dead letters is told. */
class PoisonTest {

    private static final String UTF16 = "holds zero bytes; JSON must be in UTF-8, not UTF-16 or UTF-32";
    private static final String NO_UUID = "id: must be a UUID of version 7 (RFC 9562), not ";
    private static final String TOO_DEEP = "is nested deeper than 32 levels";
    private static final String NO_TIME = "inserted_at: must be a time in UTC such as 2026-11-23T07:00:00.000Z, not ";

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void bytes_areMalformed_whenTheyAreNotOneObjectInUtf8(String name, byte[] bytes, String message) {
        // When
        var thrown = catchThrowable(() -> EventJson.decode(bytes));

        // Then
        assertThat(thrown).isInstanceOf(MalformedEventException.class).hasMessage(message);
        assertThat(catchThrowable(() -> EventJson.decodeDraft(bytes))).hasMessage(message);
    }

    static Stream<Arguments> malformed() {
        var valid = Document.valid().text();
        return Stream.of(
                arguments("empty", utf8(""), "is empty, must be one JSON object"),
                arguments("blank", utf8(" \n\t\r"), "is empty, must be one JSON object"),
                arguments("text", utf8("hello"), begins("h")),
                arguments("null", utf8("null"), begins("n")),
                arguments("a string", utf8("\"{}\""), begins("\\\"".substring(1))),
                arguments("array", utf8("[" + valid + "]"), begins("[")),
                arguments("array of spaces", utf8("  []"), begins("[")),
                arguments("zero bytes", new byte[8], UTF16),
                arguments("Avro or Protobuf", new byte[] {0, 0, 0, 0, 1, 2}, UTF16),
                arguments("compressed", new byte[] {0x1f, (byte) 0x8b, 8, 0}, "is not UTF-8 at byte 1"),
                arguments("a control character", utf8("\u0001{}"), begins("\\u0001")),
                arguments("UTF-16 LE", valid.getBytes(UTF_16LE), UTF16),
                arguments("UTF-16 BE", valid.getBytes(UTF_16BE), UTF16),
                arguments("UTF-16 LE after a space", (" " + valid).getBytes(UTF_16LE), UTF16),
                arguments("UTF-16 BE after a space", (" " + valid).getBytes(UTF_16BE), UTF16),
                arguments("UTF-16 BE with mark", valid.getBytes(UTF_16), "is not UTF-8 at byte 0"),
                arguments("UTF-16 LE with mark", ("\ufeff" + valid).getBytes(UTF_16LE), "is not UTF-8 at byte 0"),
                arguments("UTF-32 LE", valid.getBytes(Charset.forName("UTF-32LE")), UTF16),
                arguments("UTF-32 BE", valid.getBytes(Charset.forName("UTF-32BE")), UTF16),
                arguments("UTF-8 with mark", utf8("\ufeff" + valid), "begins with a byte order mark; leave it out"),
                arguments("Latin-1", "{\"a\":\"é\"}".getBytes(ISO_8859_1), "is not UTF-8 at byte 6"),
                arguments("CESU surrogate", spliced("ED A0 80"), "is not UTF-8 at byte 6"),
                arguments("CESU pair", spliced("ED A0 BD ED B8 80"), "is not UTF-8 at byte 6"),
                arguments("overlong NUL", spliced("C0 80"), "is not UTF-8 at byte 6"),
                arguments("overlong slash", spliced("E0 80 AF"), "is not UTF-8 at byte 6"),
                arguments("beyond Unicode", spliced("F4 90 80 80"), "is not UTF-8 at byte 6"),
                arguments("cut in a character", spliced("E2 82"), "is not UTF-8 at byte 6"),
                arguments("ends in a character", new byte[] {'{', (byte) 0xE2, (byte) 0x82}, "is not UTF-8 at byte 1"),
                arguments("not UTF-8 at the end", new byte[] {'{', '}', (byte) 0xff}, "is not UTF-8 at byte 2"),
                arguments("not UTF-8 far in", longThenInvalid(), "is not UTF-8 at byte 20001"),
                arguments(
                        "raw NUL in text",
                        utf8("{\"a\":\"x\0\"}"),
                        "is not JSON at byte 7: Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using backslash to be included i…"),
                arguments(
                        "raw NUL between",
                        utf8("{\"a\":\0 1}"),
                        "is not JSON at byte 6: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between to…"),
                arguments(
                        "raw newline in text",
                        utf8("{\"a\":\"\n\"}"),
                        "is not JSON at byte 6: Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included …"),
                arguments(
                        "no-break space between",
                        utf8("{\u00a0\"a\":1}"),
                        "is not JSON at byte 2: Unexpected character ('\\u00a0' (code 160)): was expecting double-quote to start field name"),
                arguments(
                        "open object",
                        utf8("{"),
                        "is not JSON at byte 1: Unexpected end-of-input: expected close marker for Object"),
                arguments(
                        "cut",
                        utf8(valid.substring(0, valid.length() - 1)),
                        "is not JSON at byte 257: Unexpected end-of-input: expected close marker for Object"),
                arguments(
                        "cut in text",
                        utf8(valid.substring(0, 20)),
                        "is not JSON at byte 20: Unexpected end-of-input in VALUE_STRING"),
                arguments(
                        "open array",
                        utf8("{\"a\":[1"),
                        "is not JSON at byte 7: Unexpected end-of-input: expected close marker for Array"),
                arguments(
                        "wrongly closed",
                        utf8("{\"a\":[1}"),
                        "is not JSON at byte 7: Unexpected close marker '}': expected ']'"),
                arguments(
                        "comma at the end",
                        utf8("{\"a\":1,}"),
                        "is not JSON at byte 7: Unexpected character ('}' (code 125)): was expecting double-quote to start field name"),
                arguments(
                        "single quotes",
                        utf8("{'a':1}"),
                        "is not JSON at byte 1: Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
                arguments(
                        "no quotes",
                        utf8("{a:1}"),
                        "is not JSON at byte 1: Unexpected character ('a' (code 97)): was expecting double-quote to start field name"),
                arguments("comment", utf8("{/**/}"), "is not JSON at byte 1: Unexpected character ('/' (code 47))"),
                arguments(
                        "NaN",
                        utf8(document("metadata", "{\"a\":NaN}")),
                        "is not JSON at byte 249: Non-standard token 'NaN'"),
                arguments(
                        "Infinity",
                        utf8(document("metadata", "{\"a\":-Infinity}")),
                        "is not JSON at byte 255: Non-standard token '-Infinity'"),
                arguments(
                        "leading zero",
                        utf8("{\"a\":01}"),
                        "is not JSON at byte 6: Invalid numeric value: Leading zeroes not allowed"),
                arguments(
                        "plus",
                        utf8("{\"a\":+1}"),
                        "is not JSON at byte 6: Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus…"),
                arguments(
                        "point first",
                        utf8("{\"a\":.1}"),
                        "is not JSON at byte 5: Unexpected character ('.' (code 46)): expected a valid value (JSON String, Number, Array, Object or …"),
                arguments(
                        "point last",
                        utf8("{\"a\":1.}"),
                        "is not JSON at byte 7: Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit"),
                arguments(
                        "half an escape",
                        utf8("{\"a\":\"\\u00g0\"}"),
                        "is not JSON at byte 10: Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence"),
                arguments(
                        "unknown escape",
                        utf8("{\"a\":\"\\x41\"}"),
                        "is not JSON at byte 7: Unrecognized character escape 'x' (code 120)"),
                arguments(
                        "lone surrogate in a key",
                        utf8("{\"\\ud800\":1}"),
                        "is not JSON at byte 8: Broken surrogate pair in field name: expected '\\' to start low surrogate, got 0x22"),
                arguments(
                        "unknown word",
                        utf8("{\"a\":nul}"),
                        "is not JSON at byte 5: Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object or token 'null', 'true' …"),
                arguments(
                        "a long unknown word",
                        utf8("{\"a\":" + "é".repeat(5_000) + "}"),
                        "is not JSON at byte 6: Unrecognized token '" + "\\u00e9".repeat(80) + "…"),
                arguments("{} behind", utf8(valid + "{}"), goesOn(valid)),
                arguments("itself behind", utf8(valid + "\n" + valid), goesOn(valid)),
                arguments(
                        "} behind",
                        utf8(valid + "}"),
                        "is not JSON at byte 258: Unexpected close marker '}': no open Object to close"),
                arguments(
                        "text behind",
                        utf8(valid + " x"),
                        "is not JSON at byte 259: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or…"),
                arguments(
                        "NUL behind",
                        utf8(valid + "\0"),
                        "is not JSON at byte 259: Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is allowed between to…"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void document_isInvalid_withTheRuleItBreaks(String name, String document, String problem) {
        assertThat(Problems.of(() -> EventJson.decode(utf8(document)))).containsExactly(problem);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments("no id", Document.valid().without("id").text(), "id: is missing"),
                arguments("null id", document("id", "null"), "id: is missing"),
                arguments("no category", Document.valid().without("category").text(), "category: is missing"),
                arguments("no type", Document.valid().without("type").text(), "type: is missing"),
                arguments(
                        "no actor_type",
                        Document.valid().without("actor_type").text(),
                        "actor_type: is missing, but actor_id is given; give both or neither"),
                arguments(
                        "no actor_id",
                        Document.valid().without("actor_id").text(),
                        "actor_id: is missing, but actor_type is given; give both or neither"),
                arguments(
                        "null resource_type",
                        document("resource_type", "null"),
                        "resource_type: is missing, but resource_id is given; give both or neither"),
                arguments(
                        "no resource_id",
                        Document.valid().without("resource_id").text(),
                        "resource_id: is missing, but resource_type is given; give both or neither"),
                arguments("id a number", document("id", "7"), "id: must be a string, not a number"),
                arguments("id an object", document("id", "{\"a\":[]}"), "id: must be a string, not an object"),
                arguments("id text", document("id", "\"x\""), NO_UUID + "\"x\""),
                arguments("id empty", document("id", "\"\""), NO_UUID + "\"\""),
                arguments("id short", document("id", "\"1-1-7000-8000-1\""), NO_UUID + "\"1-1-7000-8000-1\""),
                arguments(
                        "id without dashes",
                        document("id", '"' + Document.ID.replace("-", "") + '"'),
                        NO_UUID + '"' + Document.ID.replace("-", "") + '"'),
                arguments(
                        "id in braces",
                        document("id", "\"{" + Document.ID + "}\""),
                        NO_UUID + "\"{" + Document.ID + "}\""),
                arguments(
                        "id with a space",
                        document("id", "\"" + Document.ID + " \""),
                        NO_UUID + '"' + Document.ID + " \""),
                arguments(
                        "id with a sign",
                        document("id", "\"+1a20734-5580-7def-8a51-2b6f0f1f9a10\""),
                        NO_UUID + "\"+1a20734-5580-7def-8a51-2b6f0f1f9a10\""),
                arguments(
                        "id with a dash moved",
                        document("id", "\"1a20734-05580-7def-8a51-2b6f0f1f9a10\""),
                        NO_UUID + "\"1a20734-05580-7def-8a51-2b6f0f1f9a10\""),
                arguments(
                        "id in wide digits",
                        document("id", "\"０1a20734-5580-7def-8a51-2b6f0f1f9a10\""),
                        NO_UUID + "\"\\uff101a20734-5580-7def-8a51-2b6f0f1f9a10\""),
                arguments(
                        "id of version 4",
                        document("id", "\"01a20734-5580-4def-8a51-2b6f0f1f9a10\""),
                        "id: must be a UUID of version 7 (RFC 9562), 01a20734-5580-4def-8a51-2b6f0f1f9a10 is not"),
                arguments(
                        "id of version 4, which says no time",
                        document("id", "\"11111111-5580-4def-8a51-2b6f0f1f9a10\""),
                        "id: must be a UUID of version 7 (RFC 9562), 11111111-5580-4def-8a51-2b6f0f1f9a10 is not"),
                arguments(
                        "id of another variant",
                        Document.valid()
                                .with("id", "\"01a20734-5580-7def-0a51-2b6f0f1f9a10\"")
                                .text(),
                        "id: must be a UUID of version 7 (RFC 9562), 01a20734-5580-7def-0a51-2b6f0f1f9a10 is not"),
                arguments(
                        "time a number",
                        document("inserted_at", "1795417200000"),
                        "inserted_at: must be a string, not a number"),
                arguments("time text", document("inserted_at", "\"yesterday\""), NO_TIME + "\"yesterday\""),
                arguments(
                        "time without zone",
                        document("inserted_at", "\"2026-11-23T07:00:00\""),
                        NO_TIME + "\"2026-11-23T07:00:00\""),
                arguments("time a date", document("inserted_at", "\"2026-11-23\""), NO_TIME + "\"2026-11-23\""),
                arguments(
                        "year 10000",
                        document("inserted_at", "\"10000-01-01T00:00:00.000Z\""),
                        NO_TIME + "\"10000-01-01T00:00:00.000Z\""),
                arguments(
                        "year 10000 with a sign",
                        document("inserted_at", "\"+10000-01-01T00:00:00Z\""),
                        notTheIds("+10000-01-01T00:00:00Z")),
                arguments(
                        "year 99999999999",
                        document("inserted_at", "\"+99999999999-01-01T00:00:00Z\""),
                        NO_TIME + "\"+99999999999-01-01T00:00:00Z\""),
                arguments(
                        "another millisecond",
                        document("inserted_at", "\"2026-11-23T07:00:00.001Z\""),
                        notTheIds("2026-11-23T07:00:00.001Z")),
                arguments(
                        "another nanosecond",
                        document("inserted_at", "\"2026-11-23T07:00:00.000000001Z\""),
                        notTheIds("2026-11-23T07:00:00.000000001Z")),
                arguments(
                        "category a boolean",
                        document("category", "true"),
                        "category: must be a string, not a boolean"),
                arguments("type an array", document("type", "[\"a.b\"]"), "type: must be a string, not an array"),
                arguments(
                        "actor_type a number",
                        document("actor_type", "1.5"),
                        "actor_type: must be a string, not a number"),
                arguments("actor_id a number", document("actor_id", "17"), "actor_id: must be a string, not a number"),
                arguments(
                        "resource_type false",
                        document("resource_type", "false"),
                        "resource_type: must be a string, not a boolean"),
                arguments(
                        "resource_id an object",
                        document("resource_id", "{}"),
                        "resource_id: must be a string, not an object"),
                arguments("severity a number", document("severity", "1"), "severity: must be a string, not a number"),
                arguments(
                        "severity unknown",
                        document("severity", "\"INFO\""),
                        "severity: must be info, warning or error, not \"INFO\""),
                arguments(
                        "actor_type unknown",
                        document("actor_type", "\"robot\""),
                        "actor_type: must be user, system or job, not \"robot\""),
                arguments(
                        "metadata an array",
                        document("metadata", "[{}]"),
                        "metadata: must be a JSON object, not an array"),
                arguments(
                        "metadata text",
                        document("metadata", "\"{}\""),
                        "metadata: must be a JSON object, not a string"),
                arguments(
                        "metadata a number",
                        document("metadata", "0"),
                        "metadata: must be a JSON object, not a number"),
                arguments(
                        "actor_id of 2,705 bytes",
                        document("actor_id", '"' + "x".repeat(2_705) + '"'),
                        "actor_id: has 2705 characters, at most 256 are allowed"),
                arguments("actor_id blank", document("actor_id", "\"\\u2003\""), "actor_id: must not be blank"),
                arguments(
                        "U+0000 escaped in an id",
                        document("actor_id", "\"u\\u0000\""),
                        "actor_id: holds U+0000 at character 1"),
                arguments(
                        "U+0000 escaped in a value",
                        document("metadata", "{\"a\":[\"u\\u0000\"]}"),
                        "metadata.a[0]: holds U+0000 at character 1"),
                arguments(
                        "U+0000 escaped in a key",
                        document("metadata", "{\"a\\u0000\":1}"),
                        "metadata.a\\u0000: the key holds U+0000 at character 1"),
                arguments("U+0000 in an unknown field", document("x", "\"\\u0000\""), "x: holds U+0000 at character 0"),
                arguments(
                        "U+0000 in an unknown key",
                        document("x\\u0000", "1"),
                        "x\\u0000: the key holds U+0000 at character 1"),
                arguments(
                        "lone high surrogate in an id",
                        document("resource_id", "\"\\ud800\""),
                        "resource_id: holds an unpaired surrogate at character 0"),
                arguments(
                        "lone low surrogate in a value",
                        document("metadata", "{\"a\":{\"b\":\"x\\udc00\"}}"),
                        "metadata.a.b: holds an unpaired surrogate at character 1"),
                arguments(
                        "surrogates in the wrong order",
                        document("metadata", "{\"a\":\"\\ude00\\ud83d\"}"),
                        "metadata.a: holds an unpaired surrogate at character 0"),
                arguments("id twice", twice("id", '"' + Document.ID + '"'), "id: is given twice"),
                arguments("metadata twice", twice("metadata", "{}"), "metadata: is given twice"),
                arguments(
                        "unknown field twice",
                        Document.valid().with("x", "1,\"x\":2").text(),
                        "x: is given twice"),
                arguments("null and value", twice("actor_id", "null"), "actor_id: is given twice"),
                arguments(
                        "escaped twin",
                        Document.valid().with("\\u0069d", "\"x\"").text(),
                        "id: is given twice"),
                arguments(
                        "nested key twice",
                        document("metadata", "{\"a\":{\"b\":1,\"c\":2,\"b\":1}}"),
                        "metadata.a.b: is given twice"),
                arguments(
                        "nested key twice, escaped",
                        document("metadata", "{\"b\":1,\"\\u0062\":1}"),
                        "metadata.b: is given twice"),
                arguments(
                        "key twice in an unknown field",
                        document("x", "[{\"b\":1,\"b\":1}]"),
                        "x[0].b: is given twice"),
                arguments("1e100000", document("metadata", "{\"a\":1e100000}"), tooLong("1e100000")),
                arguments(
                        "1e131072",
                        document("metadata", "{\"a\":[0,1e131072]}"),
                        "metadata.a[1]" + tooLong("1e131072").substring(10)),
                arguments("1e-131072", document("metadata", "{\"a\":1e-131072}"), tooLong("1e-131072")),
                arguments("1e9999999999", document("metadata", "{\"a\":1e9999999999}"), tooLong("1e9999999999")),
                arguments("0e2000000000", document("metadata", "{\"a\":0e2000000000}"), tooLong("0e2000000000")),
                arguments("65 digits", document("metadata", "{\"a\":" + "9".repeat(65) + "}"), tooLong("9".repeat(65))),
                arguments(
                        "900 digits",
                        document("metadata", "{\"a\":" + "9".repeat(900) + "}"),
                        tooLong("9".repeat(100) + "…")),
                arguments(
                        "a long number in an unknown field",
                        document("x", "1e64"),
                        "x: the number \"1e64\" has more than 64 digits when written out"),
                arguments(
                        "1,001 digits",
                        document("metadata", "{\"a\":" + "9".repeat(1_001) + "}"),
                        "holds a string, key or number beyond any limit: Number value length exceeds the maximum allowed (1000)"),
                arguments(
                        "text beyond a million",
                        document("x", '"' + "a".repeat(1_100_000) + '"'),
                        "holds a string, key or number beyond any limit: String value length exceeds the maximum allowed (1048576)"),
                arguments(
                        "a key beyond a million",
                        document("a".repeat(1_100_000), "1"),
                        "holds a string, key or number beyond any limit: Name length exceeds the maximum allowed (1048576)"),
                arguments(
                        "33 levels in metadata",
                        document("metadata", "{\"a\":" + nested(32) + "}"),
                        "metadata: " + TOO_DEEP),
                arguments(
                        "34 levels in metadata",
                        document("metadata", "{\"a\":" + nested(33) + "}"),
                        "metadata: " + TOO_DEEP),
                arguments(
                        "50,000 levels in metadata",
                        document("metadata", "{\"a\":" + nested(50_000) + "}"),
                        "metadata: " + TOO_DEEP),
                arguments(
                        "50,000 objects in metadata",
                        document("metadata", "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000)),
                        "metadata: " + TOO_DEEP),
                arguments(
                        "50,000 levels, never closed",
                        "{\"metadata\":{\"a\":" + "[".repeat(50_000),
                        "metadata: " + TOO_DEEP),
                arguments("33 levels in an unknown field", document("x", nested(33)), "x: " + TOO_DEEP),
                arguments("50,000 levels in an unknown field", document("x", nested(50_000)), "x: " + TOO_DEEP),
                arguments(
                        "64 KiB and one byte",
                        document("metadata", "{\"a\":\"" + "é".repeat(32_764) + "x\"}"),
                        "metadata: has more than 65536 bytes of UTF-8"),
                arguments(
                        "64 KiB and one byte of spaces",
                        document("metadata", "{" + " ".repeat(65_535) + "}"),
                        "metadata: has more than 65536 bytes of UTF-8"));
    }

    @Test
    void document_isInvalid_withEverythingThatIsWrong() {
        // Given
        var document = "{\"id\":1,\"inserted_at\":\"x\",\"category\":\"A\",\"type\":\"a\",\"actor_type\":\"x\","
                + "\"actor_id\":\"\\u0000\",\"resource_type\":\"B\",\"resource_id\":null,\"severity\":\"x\","
                + "\"metadata\":{\"a\":1e99,\"a\":\"\\ud800\"},\"severity\":\"info\"}";

        // When
        var problems = Problems.of(() -> EventJson.decode(utf8(document)));

        // Then
        assertThat(problems)
                .containsExactly(
                        "id: must be a string, not a number",
                        NO_TIME + "\"x\"",
                        tooLong("1e99"),
                        "metadata.a: is given twice",
                        "metadata.a: holds an unpaired surrogate at character 0",
                        "severity: is given twice",
                        "category: must be [a-z][a-z0-9_]*, at most 64 characters, not \"A\"",
                        "type: must be two or more segments [a-z][a-z0-9_]* joined by dots, at most 128 characters,"
                                + " not \"a\"",
                        "actor_type: must be user, system or job, not \"x\"",
                        "actor_id: holds U+0000 at character 0",
                        "resource_id: is missing, but resource_type is given; give both or neither",
                        "resource_type: must be [a-z][a-z0-9_]*, at most 64 characters, not \"B\"",
                        "severity: must be info, warning or error, not \"x\"");
    }

    @Test
    void document_isInvalid_withWhatIsWrongInsideOfWhatIsWrong() {
        // Given
        var document = Document.valid()
                .with("category", "[1e99]")
                .with("metadata", "[\"\\u0000\"]")
                .with("x", "1,\"x\":{\"a\":1,\"a\":2}");

        // When
        var problems = Problems.of(document::decoded);

        // Then
        assertThat(problems)
                .containsExactly(
                        "category: must be a string, not an array",
                        "category[0]: the number \"1e99\" has more than 64 digits when written out",
                        "metadata: must be a JSON object, not an array",
                        "metadata[0]: holds U+0000 at character 0",
                        "x: is given twice",
                        "x.a: is given twice");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endless")
    void problems_areListedUpTo50(String name, String document, String first) {
        // When
        var problems = Problems.of(() -> EventJson.decode(utf8(document)));

        // Then
        assertThat(problems).hasSize(51).startsWith(first).last().isEqualTo("and more: only the first 50 are listed");
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                arguments(
                        "long numbers",
                        document("metadata", "{\"a\":[" + "1e99,".repeat(20_000) + "0]}"),
                        "metadata.a[0]: the number \"1e99\" has more than 64 digits when written out"),
                arguments(
                        "a field again and again", document("x", "1" + ",\"x\":2".repeat(20_000)), "x: is given twice"),
                arguments(
                        "bad fields again and again",
                        document("x", "1" + ",\"x\":\"\\u0000\"".repeat(20_000)),
                        "x: is given twice"));
    }

    private static String document(String field, String json) {
        return Document.valid().with(field, json).text();
    }

    private static String twice(String field, String json) {
        var text = Document.valid().text();
        return text.substring(0, text.length() - 1) + ",\"" + field + "\":" + json + "}";
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String begins(String with) {
        return "must be one JSON object, but begins with \"" + with + '"';
    }

    private static String goesOn(String valid) {
        return "goes on after the end of the JSON object, at byte " + valid.length();
    }

    private static String tooLong(String number) {
        return "metadata.a: the number \"" + number + "\" has more than 64 digits when written out";
    }

    private static String notTheIds(String time) {
        return "inserted_at: is " + time
                + ", but the id says 2026-11-23T07:00:00.000Z; leave it out or make them equal";
    }

    /** A document with these bytes as text, from byte 6 on. */
    private static byte[] spliced(String hex) {
        var bytes = new StringBuilder("{\"a\":\"");
        for (var octet : hex.split(" ")) {
            bytes.append((char) Integer.parseInt(octet, 16));
        }
        return bytes.append("\"}").toString().getBytes(ISO_8859_1);
    }

    private static byte[] longThenInvalid() {
        byte[] bytes = utf8("{" + "é".repeat(10_001));
        bytes[20_002] = 'x';
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
