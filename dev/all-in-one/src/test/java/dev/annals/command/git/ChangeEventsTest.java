package dev.annals.command.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Metadata;
import dev.annals.event.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final String AUTHORED = "1700000000";
    private static final String COMMITTED = "1700086400";

    private final ChangeEvents events = new ChangeEvents(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void change_becomesAnEvent() {
        // When
        Event event = events.eventOf(added("src/Übung.java"));

        // Then
        assertThat(event.category()).isEqualTo("git");
        assertThat(event.type()).isEqualTo("file.added");
        assertThat(event.actor()).isEqualTo(Actor.user("ada@example.com"));
        assertThat(event.resource()).isEqualTo(new Resource("file", "src/Übung.java"));
        assertThat(event.insertedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(event.metadata().json())
                .isEqualTo("{\"commit\":\"c1\",\"subject\":\"a subject\",\"author_name\":\"Ada\","
                        + "\"author_email\":\"ada@example.com\",\"status\":\"A\"}");
    }

    @Test
    void rename_isOfTheNewPath_andKeepsTheOld() {
        // Given
        FileChange renamed =
                new FileChange(commit(AUTHORED, COMMITTED), ChangeKind.RENAMED, "R087", text("new"), text("old"));

        // When
        Event event = events.eventOf(renamed);

        // Then
        assertThat(event.type()).isEqualTo("file.renamed");
        assertThat(event.resource()).isEqualTo(new Resource("file", "new"));
        assertThat(event.metadata().json()).contains("\"status\":\"R087\"").contains("\"old_path\":\"old\"");
    }

    @Test
    void sameChange_hasTheSameId_anotherPathOrCommitAnother() {
        // Given
        Commit other = new Commit("c2", text("Ada"), text("ada@example.com"), AUTHORED, COMMITTED, text("a subject"));

        // When
        Event event = events.eventOf(added("a"));

        // Then
        assertThat(events.eventOf(added("a"))).isEqualTo(event);
        assertThat(events.eventOf(added("b")).id()).isNotEqualTo(event.id());
        assertThat(events.eventOf(new FileChange(other, ChangeKind.ADDED, "A", text("a"), null))
                        .id())
                .isNotEqualTo(event.id());
    }

    @Test
    void pathNotInUtf8_andOneWrittenLikeIt_haveDifferentIds() {
        // Given
        FileChange bytes = new FileChange(
                commit(AUTHORED, COMMITTED), ChangeKind.ADDED, "A", new GitText("caf\\xE9", false), null);

        // When
        Event event = events.eventOf(bytes);

        // Then
        assertThat(event.id()).isNotEqualTo(events.eventOf(added("caf\\xE9")).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5", "1800000000", "99999999999999", "99999999999999999999999"})
    void unusableAuthorDate_givesWayToTheCommitDate(String authored) {
        // When
        Event event =
                events.eventOf(new FileChange(commit(authored, COMMITTED), ChangeKind.ADDED, "A", text("a"), null));

        // Then
        assertThat(event.insertedAt()).isEqualTo(Instant.ofEpochSecond(1_700_086_400));
        assertThat(event.metadata().json()).contains("\"time_from\":\"commit date\"");
    }

    @Test
    void noUsableDate_is1970() {
        // When
        Event event = events.eventOf(new FileChange(commit("", ""), ChangeKind.ADDED, "A", text("a"), null));

        // Then
        assertThat(event.insertedAt()).isEqualTo(Instant.EPOCH);
        assertThat(event.metadata().json()).contains("\"time_from\":\"nothing usable\"");
    }

    @Test
    void dateALittleAhead_isBelieved() {
        // Given
        String inTenMinutes = Long.toString(NOW.getEpochSecond() + 600);
        Commit commit = commit(inTenMinutes, inTenMinutes);

        // When
        Event event = events.eventOf(new FileChange(commit, ChangeKind.ADDED, "A", text("a"), null));

        // Then
        assertThat(event.insertedAt()).isEqualTo(NOW.plusSeconds(600));
    }

    @Test
    void idIsTheSame_onceADateAheadHasPassed() {
        // Given
        String inTwoDays = Long.toString(NOW.getEpochSecond() + 172_800);
        FileChange change = new FileChange(commit(inTwoDays, COMMITTED), ChangeKind.ADDED, "A", text("a"), null);
        ChangeEvents later = new ChangeEvents(Clock.fixed(NOW.plusSeconds(400_000), ZoneOffset.UTC));

        // When
        Event event = later.eventOf(change);

        // Then
        assertThat(event).isEqualTo(events.eventOf(change));
    }

    @Test
    void authorWithoutAddress_isTheName_withoutNameUnknown() {
        assertThat(events.eventOf(by("Ada", " ")).actor()).isEqualTo(Actor.user("Ada"));
        assertThat(events.eventOf(by("", "")).actor()).isEqualTo(Actor.user("unknown"));
    }

    @Test
    void longPath_isShortenedWithAHash_andWholeInMetadata() {
        // Given
        String path = "d/".repeat(150) + "🎬 the file.txt";

        // When
        Event event = events.eventOf(added(path));
        Event sibling = events.eventOf(added(path.replace("d/d/d/🎬", "d/e/d/🎬")));

        // Then
        String id = event.resource().id();
        assertThat(id.codePointCount(0, id.length())).isEqualTo(256);
        assertThat(id).startsWith("d/d/").matches("(?s).*….*🎬 the file\\.txt#[0-9a-f]{16}");
        assertThat(sibling.resource().id()).isNotEqualTo(id);
        assertThat(event.metadata().json()).contains("\"path\":\"" + path + "\"");
    }

    @Test
    void blankPath_standsInQuotes() {
        assertThat(events.eventOf(added(" ")).resource()).isEqualTo(new Resource("file", "\" \""));
    }

    /** The longest that everything can be, each character at its longest in JSON. */
    @Test
    void hugeNamesAndSubjects_areStillAValidEvent() {
        // Given
        GitText huge = text("\u0001".repeat(300_000));
        Commit commit = new Commit("c".repeat(64), huge, huge, AUTHORED, COMMITTED, huge);

        // When
        Event event = events.eventOf(new FileChange(commit, ChangeKind.RENAMED, "R100", huge, huge));

        // Then
        assertThat(event.metadata().size()).isLessThanOrEqualTo(Metadata.MAX_BYTES);
        assertThat(EventJson.decode(EventJson.encode(event))).isEqualTo(event);
    }

    @Test
    void line_isUtf8WithoutLineFeeds() {
        // When
        byte[] line = EventJson.encode(events.eventOf(added("a\n\"ü\"\t\u2028.txt")));

        // Then
        assertThat(new String(line, StandardCharsets.UTF_8))
                .doesNotContain("\n")
                .contains("a\\n\\\"ü\\\"\\t");
        assertThat(EventJson.decode(line).resource()).isEqualTo(new Resource("file", "a\n\"ü\"\t\u2028.txt"));
    }

    private static FileChange added(String path) {
        return new FileChange(commit(AUTHORED, COMMITTED), ChangeKind.ADDED, "A", text(path), null);
    }

    private static FileChange by(String name, String email) {
        Commit commit = new Commit("c1", text(name), text(email), AUTHORED, COMMITTED, text("a subject"));
        return new FileChange(commit, ChangeKind.ADDED, "A", text("a"), null);
    }

    private static Commit commit(String authored, String committed) {
        return new Commit("c1", text("Ada"), text("ada@example.com"), authored, committed, text("a subject"));
    }

    private static GitText text(String value) {
        return new GitText(value, true);
    }
}
