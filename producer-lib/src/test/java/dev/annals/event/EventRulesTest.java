package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventRulesTest {

    private static final String NAME_RULE = "must be [a-z][a-z0-9_]*, at most 64 characters, not ";
    private static final String TYPE_RULE =
            "must be two or more segments [a-z][a-z0-9_]* joined by dots, at most 128 characters, not ";
    private static final String HUNDRED_A = "a".repeat(100);

    @ParameterizedTest
    @MethodSource("fine")
    void draft_isAnEvent_whenItKeepsTheRules(EventDraft draft) {
        assertThat(draft.toEvent()).isNotNull();
    }

    static Stream<EventDraft> fine() {
        return Stream.of(
                draft("a", "b.c"),
                draft("a".repeat(64), "a.b"),
                draft("a_1", "a_1.b2_.c__"),
                draft("a", "a." + "b".repeat(126)),
                draft("a", "a".repeat(126) + ".b"),
                valid().actor(Actor.user("x".repeat(256))),
                valid().actor(Actor.job("😀".repeat(256))),
                valid().actor(Actor.system("\u00a0")), // no white space to Java: a no-break space shows
                valid().actor(Actor.system(" x ")),
                valid().actor(Actor.system("\u0001")),
                valid().resource("r".repeat(64), "x".repeat(256)),
                valid().resource("r", "é".repeat(255) + "😀"),
                valid().severity(Severity.ERROR));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void draft_isRefused_withTheRuleItBreaks(EventDraft draft, String problem) {
        assertThat(Problems.of(draft::toEvent)).containsExactly(problem);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments(draft(null, "a.b"), "category: is missing"),
                arguments(draft("", "a.b"), "category: " + NAME_RULE + "\"\""),
                arguments(draft("Media", "a.b"), "category: " + NAME_RULE + "\"Media\""),
                arguments(draft("1media", "a.b"), "category: " + NAME_RULE + "\"1media\""),
                arguments(draft("_media", "a.b"), "category: " + NAME_RULE + "\"_media\""),
                arguments(draft("me.dia", "a.b"), "category: " + NAME_RULE + "\"me.dia\""),
                arguments(draft("me dia", "a.b"), "category: " + NAME_RULE + "\"me dia\""),
                arguments(draft("media\n", "a.b"), "category: " + NAME_RULE + "\"media\\u000a\""),
                arguments(draft("größe", "a.b"), "category: " + NAME_RULE + "\"gr\\u00f6\\u00dfe\""),
                arguments(draft("a\0", "a.b"), "category: " + NAME_RULE + "\"a\\u0000\""),
                arguments(draft("a".repeat(65), "a.b"), "category: " + NAME_RULE + '"' + "a".repeat(65) + '"'),
                arguments(draft("a", null), "type: is missing"),
                arguments(draft("a", ""), "type: " + TYPE_RULE + "\"\""),
                arguments(draft("a", "added"), "type: " + TYPE_RULE + "\"added\""),
                arguments(draft("a", "a."), "type: " + TYPE_RULE + "\"a.\""),
                arguments(draft("a", ".a"), "type: " + TYPE_RULE + "\".a\""),
                arguments(draft("a", "a..b"), "type: " + TYPE_RULE + "\"a..b\""),
                arguments(draft("a", "a.B"), "type: " + TYPE_RULE + "\"a.B\""),
                arguments(draft("a", "a.1"), "type: " + TYPE_RULE + "\"a.1\""),
                arguments(draft("a", "a.*"), "type: " + TYPE_RULE + "\"a.*\""),
                arguments(draft("a", "a.b\ud800"), "type: " + TYPE_RULE + "\"a.b\\ud800\""),
                arguments(draft("a", "a".repeat(127) + ".b"), "type: " + TYPE_RULE + '"' + HUNDRED_A + "…\""),
                arguments(valid().actor(Actor.user("")), "actor_id: must not be blank"),
                arguments(valid().actor(Actor.user(null)), "actor_id: must not be blank"),
                arguments(valid().actor(Actor.user(" \t\u2003\n")), "actor_id: must not be blank"),
                arguments(valid().actor(new Actor(ActorType.JOB, null)), missing("actor_id", "actor_type")),
                arguments(
                        valid().actor(Actor.user("x".repeat(257))),
                        "actor_id: has 257 characters, at most 256 are allowed"),
                arguments(
                        valid().actor(Actor.user("😀".repeat(257))),
                        "actor_id: has 257 characters, at most 256 are allowed"),
                arguments(
                        valid().actor(Actor.user("x".repeat(2_705))),
                        "actor_id: has 2705 characters, at most 256 are allowed"),
                arguments(valid().actor(Actor.user("ab\0c")), "actor_id: holds U+0000 at character 2"),
                arguments(
                        valid().actor(Actor.user("a\ud800b")), "actor_id: holds an unpaired surrogate at character 1"),
                arguments(
                        valid().actor(Actor.user("ab\ud800")), "actor_id: holds an unpaired surrogate at character 2"),
                arguments(valid().actor(Actor.user("\udc00")), "actor_id: holds an unpaired surrogate at character 0"),
                arguments(
                        valid().actor(Actor.user("😀\udc00")), "actor_id: holds an unpaired surrogate at character 2"),
                arguments(
                        valid().actor(Actor.user("\ude00\ud83d")),
                        "actor_id: holds an unpaired surrogate at character 0"),
                arguments(valid().resource("movie", null), missing("resource_id", "resource_type")),
                arguments(valid().resource(null, "m-1"), missing("resource_type", "resource_id")),
                arguments(valid().resource("Movie", "m-1"), "resource_type: " + NAME_RULE + "\"Movie\""),
                arguments(valid().resource("movie", " "), "resource_id: must not be blank"),
                arguments(
                        valid().resource("movie", "x".repeat(257)),
                        "resource_id: has 257 characters, at most 256 are allowed"),
                arguments(valid().resource("movie", "m\0"), "resource_id: holds U+0000 at character 1"),
                arguments(
                        valid().id(UUID.fromString("01a20734-5580-4def-8a51-2b6f0f1f9a10")),
                        "id: must be a UUID of version 7 (RFC 9562), 01a20734-5580-4def-8a51-2b6f0f1f9a10 is not"),
                arguments(
                        valid().id(UUID.fromString("01a20734-5580-7def-ca51-2b6f0f1f9a10")),
                        "id: must be a UUID of version 7 (RFC 9562), 01a20734-5580-7def-ca51-2b6f0f1f9a10 is not"),
                arguments(
                        valid().id(new UUID(0, 0)),
                        "id: must be a UUID of version 7 (RFC 9562), 00000000-0000-0000-0000-000000000000 is not"),
                arguments(
                        valid().id(UUID.fromString(Document.ID)).insertedAt(Instant.parse("2026-11-23T07:00:00.001Z")),
                        "inserted_at: is 2026-11-23T07:00:00.001Z, but the id says 2026-11-23T07:00:00.000Z;"
                                + " leave it out or make them equal"));
    }

    private static String missing(String field, String other) {
        return field + ": is missing, but " + other + " is given; give both or neither";
    }

    @Test
    void draft_isRefused_withEverythingThatIsWrong() {
        // Given
        var draft = draft("Media", "added")
                .id(new UUID(0, 0))
                .actor(Actor.user(" "))
                .resource("Movie", "")
                .metadata(Map.of("a", Double.NaN));

        // When
        var problems = Problems.of(draft::toEvent);

        // Then
        assertThat(problems)
                .containsExactly(
                        "id: must be a UUID of version 7 (RFC 9562), 00000000-0000-0000-0000-000000000000 is not",
                        "category: " + NAME_RULE + "\"Media\"",
                        "type: " + TYPE_RULE + "\"added\"",
                        "actor_id: must not be blank",
                        "resource_type: " + NAME_RULE + "\"Movie\"",
                        "resource_id: must not be blank",
                        "metadata.a: NaN is not a JSON number");
    }

    @Test
    void json_isRefused_withUnknownEnumValues() {
        // Given
        var document = Document.valid().with("actor_type", "\"User\"").with("severity", "\"fatal\"");

        // When
        var problems = Problems.of(document::decoded);

        // Then
        assertThat(problems)
                .containsExactly(
                        "actor_type: must be user, system or job, not \"User\"",
                        "severity: must be info, warning or error, not \"fatal\"");
    }

    @Test
    void event_isRefused_withEverythingThatIsWrong() {
        // Given
        var actor = new Actor(ActorType.USER, null);
        var resource = new Resource(null, "");

        // When
        var problems =
                Problems.of(() -> new Event(new UUID(0, 0), null, "", actor, resource, Severity.INFO, Metadata.EMPTY));

        // Then
        assertThat(problems)
                .isEqualTo(List.of(
                        "id: must be a UUID of version 7 (RFC 9562), 00000000-0000-0000-0000-000000000000 is not",
                        "category: is missing",
                        "type: " + TYPE_RULE + "\"\"",
                        "actor_id: is missing",
                        "resource_type: is missing",
                        "resource_id: must not be blank"));
    }

    private static EventDraft valid() {
        return draft("media", "media_item.added");
    }

    private static EventDraft draft(String category, String type) {
        return Event.draft(category, type);
    }
}
