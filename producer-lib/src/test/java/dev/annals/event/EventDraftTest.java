package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventDraftTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00.123Z");

    private final EventIds ids = new EventIds(NOW::toEpochMilli, 42);

    @Test
    void toEvent_fillsInTheDefaults() {
        // When
        var event = draft().toEvent(ids);

        // Then
        assertThat(event.insertedAt()).isEqualTo(NOW);
        assertThat(event.actor()).isNull();
        assertThat(event.resource()).isNull();
        assertThat(event.severity()).isEqualTo(Severity.INFO);
        assertThat(event.metadata()).isEqualTo(Metadata.EMPTY);
    }

    @Test
    void toEvent_keepsWhatWasGiven() {
        // When
        var event = draft().id(UUID.fromString(Document.ID))
                .actor(Actor.user("u-1"))
                .resource("movie", "m-1")
                .severity(Severity.WARNING)
                .metadata(Map.of("title", "Heat"))
                .toEvent(ids);

        // Then
        assertThat(event)
                .isEqualTo(new Event(
                        UUID.fromString(Document.ID),
                        "media",
                        "media_item.added",
                        Actor.user("u-1"),
                        new Resource("movie", "m-1"),
                        Severity.WARNING,
                        Metadata.ofJson("{\"title\":\"Heat\"}")));
    }

    @Test
    void toEvent_mintsAnotherIdEachTime() {
        // Given
        var draft = draft();

        // When
        var first = draft.toEvent(ids);

        // Then
        assertThat(draft.toEvent(ids).id()).isNotEqualTo(first.id());
    }

    @Test
    void toEvent_takesASnapshotOfTheMap() {
        // Given
        var map = new HashMap<String, Object>(Map.of("title", "Heat"));
        var draft = draft().metadata(map);

        // When
        var event = draft.toEvent(ids);
        map.put("title", "Ronin");

        // Then
        assertThat(event.metadata().json()).isEqualTo("{\"title\":\"Heat\"}");
    }

    @Test
    void metadata_isTheLastThatWasGiven() {
        // Given
        var encoded = Metadata.ofJson("{\"a\":1}");
        var map = Map.of("b", 2);

        // When
        var mapLast = draft().metadata(encoded).metadata(map).toEvent(ids);
        var encodedLast = draft().metadata(map).metadata(encoded).toEvent(ids);

        // Then
        assertThat(mapLast.metadata().json()).isEqualTo("{\"b\":2}");
        assertThat(encodedLast.metadata()).isEqualTo(encoded);
    }

    @Test
    void insertedAt_isCutToTheMillisecond_whenThereIsNoId() {
        // When
        var event = draft().insertedAt(Instant.parse("2011-05-01T12:00:00.007999999Z"))
                .toEvent(ids);

        // Then
        assertThat(event.insertedAt()).isEqualTo("2011-05-01T12:00:00.007Z");
    }

    @Test
    void insertedAt_mayBeGivenWithItsId() {
        // When
        var event = draft().id(UUID.fromString(Document.ID))
                .insertedAt(Instant.parse(Document.TIME))
                .toEvent(ids);

        // Then
        assertThat(event.id()).hasToString(Document.ID);
    }

    @Test
    void insertedAt_isRefused_whenItIsFinerThanItsId() {
        // Given
        var draft = draft().id(UUID.fromString(Document.ID))
                .insertedAt(Instant.parse(Document.TIME).plusNanos(1));

        // When
        var problems = Problems.of(() -> draft.toEvent(ids));

        // Then
        assertThat(problems)
                .containsExactly("inserted_at: is 2026-11-23T07:00:00.000000001Z, but the id says"
                        + " 2026-11-23T07:00:00.000Z; leave it out or make them equal");
    }

    @ParameterizedTest
    @MethodSource("timesThatNoIdHolds")
    void insertedAt_isRefusedOnce_whenNoIdCanHoldIt(Instant time, String text) {
        // Given
        var draft = Event.draft("Media", "a.b").insertedAt(time);

        // When
        Problems.of(() -> draft.toEvent(ids));
        var problems = Problems.of(() -> draft.toEvent(ids));

        // Then
        assertThat(problems)
                .containsExactly(
                        "inserted_at: must lie between 1970 and 10889, not " + text,
                        "category: must be [a-z][a-z0-9_]*, at most 64 characters, not \"Media\"");
    }

    static Stream<Arguments> timesThatNoIdHolds() {
        return Stream.of(
                arguments(Instant.parse("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z"),
                arguments(Instant.parse("+10889-08-02T05:31:50.656Z"), "+10889-08-02T05:31:50.656Z"),
                arguments(Instant.MIN, "-1000000000-01-01T00:00:00Z"),
                arguments(Instant.MAX, "+1000000000-12-31T23:59:59.999999999Z"));
    }

    @Test
    void setters_takeNull_exceptForAnActorOrSeverity() {
        // When
        var event = draft().id(null)
                .insertedAt(null)
                .resource(null, null)
                .metadata((Map<?, ?>) null)
                .toEvent(ids);

        // Then
        assertThat(event.insertedAt()).isEqualTo(NOW);
        assertThat(event.resource()).isNull();
        assertThat(event.metadata()).isEqualTo(Metadata.EMPTY);
        assertThatThrownBy(() -> draft().actor(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> draft().severity(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void decodeDraft_mintsAnId_whereThereIsNone() {
        // Given
        var document = Document.valid().without("id");

        // When
        var event = EventJson.decodeDraft(document.utf8()).toEvent(ids);

        // Then
        assertThat(event.insertedAt()).isEqualTo(Document.TIME);
        assertThat(event.id()).isNotEqualTo(UUID.fromString(Document.ID));
        assertThat(event.actor()).isEqualTo(Actor.user("u-1"));
    }

    @Test
    void decodeDraft_reportsBrokenRulesWhenBuilt() {
        // Given
        var draft = EventJson.decodeDraft("{\"category\":7,\"id\":\"x\",\"metadata\":[]}".getBytes());

        // When
        var problems = Problems.of(() -> draft.toEvent(ids));

        // Then
        assertThat(problems)
                .containsExactly(
                        "category: must be a string, not a number",
                        "id: must be a UUID of version 7 (RFC 9562), not \"x\"",
                        "metadata: must be a JSON object, not an array",
                        "type: is missing");
    }

    private static EventDraft draft() {
        return Event.draft("media", "media_item.added");
    }
}
