package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read and written. What is refused is in {@link PoisonTest}. */
class EventJsonTest {

    @Test
    void fields_areAllThatIsWritten() {
        // Given
        Event event = Event.draft("media", "media_item.added")
                .actor(Actor.user("ada"))
                .resource("movie", "m-1")
                .toEvent();

        // When
        String json = text(EventJson.encode(event));

        // Then
        assertThat(json.replaceAll(":\\{}|:\"[^\"]*\"|[{}\"]", "").split(","))
                .containsExactlyElementsOf(EventJson.FIELDS);
    }

    @Test
    void decodeDraft_asksAboutUnknownFieldsOnly_andListsThemWithTheRest() {
        // Given
        String json = "{\"catgory\":\"media\",\"type\":\"a.b\",\"actor\":{\"id\":\"ada\"},\"metadata\":{\"x\":1}}";
        List<String> asked = new ArrayList<>();

        // When
        EventDraft draft = EventJson.decodeDraft(json.getBytes(StandardCharsets.UTF_8), name -> {
            asked.add(name);
            return Optional.of("is none");
        });

        // Then
        assertThat(asked).containsExactly("catgory", "actor");
        assertThatThrownBy(draft::toEvent)
                .hasMessageContaining("catgory: is none; ")
                .hasMessageContaining("actor: is none; ")
                .hasMessageContaining("category: is missing");
    }

    private static final ObjectMapper DATABIND = new ObjectMapper();

    /** These bytes are on topics and in files: they must not change. */
    @Test
    void encode_givesTheseBytes() {
        // Given
        var event = new Event(
                UUID.fromString(Document.ID),
                "media",
                "media_item.added",
                Actor.user("u-\"1\"\\\n😀é\u2028"),
                new Resource("movie", "m-1"),
                Severity.WARNING,
                Metadata.ofJson("{ \"title\" : \"Heat\", \"n\": 1e2 }"));

        // When
        byte[] utf8 = EventJson.encode(event);

        // Then
        assertThat(text(utf8))
                .isEqualTo("{\"id\":\"01a20734-5580-7def-8a51-2b6f0f1f9a10\","
                        + "\"inserted_at\":\"2026-11-23T07:00:00.000Z\","
                        + "\"category\":\"media\",\"type\":\"media_item.added\","
                        + "\"actor_type\":\"user\",\"actor_id\":\"u-\\\"1\\\"\\\\\\n😀é\u2028\","
                        + "\"resource_type\":\"movie\",\"resource_id\":\"m-1\","
                        + "\"severity\":\"warning\","
                        + "\"metadata\":{ \"title\" : \"Heat\", \"n\": 1e2 }}");
    }

    @Test
    void encode_leavesOutWhatIsAbsent() {
        // Given
        var event = new Event(
                UUID.fromString(Document.ID), "media", "media_item.added", null, null, Severity.INFO, Metadata.EMPTY);

        // When
        byte[] utf8 = EventJson.encode(event);

        // Then
        assertThat(text(utf8))
                .isEqualTo("{\"id\":\"01a20734-5580-7def-8a51-2b6f0f1f9a10\","
                        + "\"inserted_at\":\"2026-11-23T07:00:00.000Z\","
                        + "\"category\":\"media\",\"type\":\"media_item.added\","
                        + "\"severity\":\"info\",\"metadata\":{}}");
    }

    @Test
    void decode_readsAllFields() {
        // When
        var event = Document.valid().with("severity", "\"error\"").decoded();

        // Then
        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString(Document.ID),
                        "media",
                        "media_item.added",
                        Actor.user("u-1"),
                        new Resource("movie", "m-1"),
                        Severity.ERROR,
                        Metadata.ofJson("{\"title\":\"Heat\"}")));
    }

    @Test
    void decode_takesDefaults_whereFieldsAreAbsentOrNull() {
        // Given
        var absent = Document.valid();
        var isNull = Document.valid();
        for (var field : new String[] {
            "inserted_at", "actor_type", "actor_id", "resource_type", "resource_id", "severity", "metadata"
        }) {
            absent.without(field);
            isNull.with(field, "null");
        }

        // When
        var event = absent.decoded();

        // Then
        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString(Document.ID),
                        "media",
                        "media_item.added",
                        null,
                        null,
                        Severity.INFO,
                        Metadata.EMPTY));
        assertThat(isNull.decoded()).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "-0.5e1",
                "true",
                "\"text\"",
                "{}",
                "[1,{\"a\":[]}]",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            })
    void decode_ignoresFieldsItDoesNotKnow(String value) {
        // Given
        var newer = Document.valid().with("tenant", value).with("größe", value).with("", value);

        // When
        var event = newer.decoded();

        // Then
        assertThat(event).isEqualTo(Document.valid().decoded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ }",
                "{\n\t\"a\" : 1 ,\r\n \"b\":[ 1 , 2.50, 1E+2 ]}",
                "{\"\\u0061\\/\":\"\\u00e9é\\ud83d\\ude00😀\"}",
                "{\"z\":{\"z\":{\"z\":null}},\"a\":\"}\"}"
            })
    void decode_keepsTheBytesOfMetadata(String json) {
        for (var around : new String[] {"", " ", " \t\r\n  "}) {
            // Given
            var document = Document.valid()
                    .with("before", "\"é😀\"")
                    .with("metadata", around + json + around)
                    .with("after", "{}");

            // When
            var metadata = document.decoded().metadata();

            // Then
            assertThat(metadata.json()).isEqualTo(json);
        }
    }

    @Test
    void decode_takesWhiteSpaceAroundTheDocument() {
        // Given
        var spaced = " \n\t\r" + Document.valid().text().replace(",\"", " ,\n \"") + "\r\n ";

        // When
        var event = EventJson.decode(spaced.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(event).isEqualTo(Document.valid().decoded());
    }

    @Test
    void decode_takesFieldsInAnyOrderAndEscapedNames() {
        // Given
        var escaped = Document.valid().text().replace("\"category\"", "\"\\u0063ategory\"");
        var reversed = Document.valid().without("id").with("id", '"' + Document.ID.toUpperCase() + '"');

        // When
        var event = EventJson.decode(escaped.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(event).isEqualTo(Document.valid().decoded()).isEqualTo(reversed.decoded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T07:00:00Z",
                "2026-11-23T07:00:00.000Z",
                "2026-11-23T07:00:00.000000000Z",
                "2026-11-23T08:00:00+01:00"
            })
    void decode_takesAnySpellingOfTheTimeInsideTheId(String time) {
        // Given
        var document = Document.valid().with("inserted_at", '"' + time + '"');

        // Then
        assertThat(document.decoded()).isEqualTo(Document.valid().decoded());
    }

    @Test
    void decode_takesTheLastTimeAnIdCanHold() {
        // Given
        var document = Document.valid()
                .with("id", "\"ffffffff-ffff-7fff-bfff-ffffffffffff\"")
                .with("inserted_at", "\"+10889-08-02T05:31:50.655Z\"");

        // When
        var event = document.decoded();

        // Then
        assertThat(EventJson.decode(EventJson.encode(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void decode_givesBackWhatWasEncoded(long seed) {
        for (var event : new Generated(seed).events(500)) {
            // When
            var decoded = EventJson.decode(EventJson.encode(event));

            // Then
            assertThat(decoded).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void encode_saysTheSameToAnotherParser(long seed) throws Exception {
        for (var event : new Generated(seed).events(500)) {
            // When
            var tree = DATABIND.readTree(EventJson.encode(event));

            // Then
            assertThat(tree.get("id").asText()).isEqualTo(event.id().toString());
            assertThat(Instant.parse(tree.get("inserted_at").asText())).isEqualTo(event.insertedAt());
            assertThat(tree.get("category").asText()).isEqualTo(event.category());
            assertThat(tree.get("type").asText()).isEqualTo(event.type());
            assertThat(tree.path("actor_id").textValue())
                    .isEqualTo(event.actor() == null ? null : event.actor().id());
            assertThat(tree.path("resource_id").textValue())
                    .isEqualTo(
                            event.resource() == null ? null : event.resource().id());
            assertThat(tree.get("severity").asText()).isEqualTo(event.severity().wireName());
            assertThat(tree.get("metadata"))
                    .isEqualTo(DATABIND.readTree(event.metadata().json()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 1_000, 5_000, 10_000})
    void encode_keepsMetadataWhole_whereverItIsCut(int length) {
        for (int shift = 0; shift < 8; shift++) {
            // Given
            var metadata = Metadata.ofJson("{\"a\":\"" + "x".repeat(shift) + "é😀".repeat(length) + "\"}");
            var event =
                    Event.draft("media", "media_item.added").metadata(metadata).toEvent();

            // When
            byte[] utf8 = EventJson.encode(event);

            // Then
            assertThat(text(utf8)).endsWith("\"metadata\":" + metadata.json() + "}");
        }
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
