package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventFilterTest {

    private static final Instant TIME = Instant.parse(Document.TIME);
    private static final Event EVENT = Event.draft("media", "media_item.added")
            .id(UUID.fromString(Document.ID))
            .actor(Actor.user("u-1"))
            .resource("movie", "m-1")
            .severity(Severity.WARNING)
            .toEvent();
    private static final Event BARE = Event.draft("media", "media_item.added").toEvent();

    @ParameterizedTest
    @MethodSource("conditions")
    void filter_matches_whenItsConditionHolds(EventFilter.Builder filter, boolean expected) {
        assertThat(filter.build().matches(EVENT)).isEqualTo(expected);
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                arguments(filter(), true),
                arguments(filter().category("media"), true),
                arguments(filter().category("auth"), false),
                arguments(filter().category("auth").category("media"), true),
                arguments(filter().type("media_item.added"), true),
                arguments(filter().type("media_item.removed"), false),
                arguments(filter().type("media_item.removed").type("media_item.added"), true),
                arguments(filter().type("media_item.*"), true),
                arguments(filter().type("media.*"), false),
                arguments(filter().type("media.*").type("media_item.*"), true),
                arguments(filter().excludeType("media_item.added"), false),
                arguments(filter().excludeType("media_item.removed"), true),
                arguments(filter().excludeType("media_item.*"), false),
                arguments(filter().excludeType("media.*"), true),
                arguments(filter().excludeType("media.*").excludeType("media_item.*"), false),
                arguments(filter().type("media_item.*").excludeType("media_item.added"), false),
                arguments(filter().type("media_item.*").excludeType("media_item.removed"), true),
                arguments(filter().severity(Severity.WARNING), true),
                arguments(filter().severity(Severity.ERROR), false),
                arguments(filter().severity(Severity.ERROR).severity(Severity.WARNING), true),
                arguments(filter().actorType(ActorType.USER), true),
                arguments(filter().actorType(ActorType.JOB), false),
                arguments(filter().actorType(ActorType.JOB).actorType(ActorType.USER), true),
                arguments(filter().actorType(ActorType.USER).actorId("u-1"), true),
                arguments(filter().actorType(ActorType.USER).actorId("U-1"), false),
                arguments(filter().actorType(ActorType.JOB).actorId("u-1"), false),
                arguments(
                        filter().actorType(ActorType.JOB)
                                .actorType(ActorType.USER)
                                .actorId("u-1"),
                        true),
                arguments(filter().resourceType("movie"), true),
                arguments(filter().resourceType("series"), false),
                arguments(filter().resourceType("series").resourceType("movie"), true),
                arguments(filter().resourceType("movie").resourceId("m-1"), true),
                arguments(filter().resourceType("movie").resourceId("m-2"), false),
                arguments(filter().resourceType("series").resourceId("m-1"), false),
                arguments(filter().resourceType("series").resourceType("movie").resourceId("m-1"), true),
                arguments(filter().since(TIME), true),
                arguments(filter().since(TIME.minusNanos(1)), true),
                arguments(filter().since(TIME.plusNanos(1)), false),
                arguments(filter().since(Instant.MIN), true),
                arguments(filter().since(Instant.MAX), false),
                arguments(filter().until(TIME), false),
                arguments(filter().until(TIME.minusNanos(1)), false),
                arguments(filter().until(TIME.plusNanos(1)), true),
                arguments(filter().until(Instant.MIN), false),
                arguments(filter().until(Instant.MAX), true),
                arguments(filter().since(TIME).until(TIME.plusMillis(1)), true),
                arguments(filter().since(TIME).until(TIME), false),
                arguments(filter().since(TIME.plusSeconds(1)).until(TIME.minusSeconds(1)), false),
                arguments(filter().category("media").severity(Severity.ERROR), false),
                arguments(filter().category("media").severity(Severity.WARNING).type("media_item.*"), true));
    }

    @ParameterizedTest
    @MethodSource("needsAParty")
    void filter_doesNotMatch_anEventWithoutTheParty(EventFilter.Builder filter) {
        assertThat(filter.build().matches(BARE)).isFalse();
    }

    static Stream<EventFilter.Builder> needsAParty() {
        return Stream.of(
                filter().actorType(ActorType.USER).actorType(ActorType.SYSTEM).actorType(ActorType.JOB),
                filter().actorType(ActorType.USER).actorId("u-1"),
                filter().resourceType("movie"),
                filter().resourceType("movie").resourceId("m-1"));
    }

    @Test
    void all_matchesEverything() {
        assertThat(new Generated(11).events(500)).allMatch(EventFilter.ALL::matches);
        assertThat(filter().build()).isEqualTo(EventFilter.ALL);
    }

    @Test
    void wireNames_standForTheirValues() {
        assertThat(filter().severity("error").actorType("job").build())
                .isEqualTo(filter().severity(Severity.ERROR)
                        .actorType(ActorType.JOB)
                        .build());
    }

    @Test
    void filters_areEqual_inWhateverOrderTheyAreBuilt() {
        // Given
        var one = filter().category("a")
                .category("b")
                .type("a.b")
                .type("a.*")
                .excludeType("x.y")
                .severity(Severity.INFO)
                .severity(Severity.ERROR)
                .actorType(ActorType.USER)
                .actorType(ActorType.JOB)
                .resourceType("r")
                .resourceType("q");
        var other = filter().resourceType("q")
                .resourceType("r")
                .actorType(ActorType.JOB)
                .actorType(ActorType.USER)
                .severity(Severity.ERROR)
                .severity(Severity.INFO)
                .excludeType("x.y")
                .type("a.*")
                .type("a.b")
                .type("a.b")
                .category("b")
                .category("a")
                .category("b");

        // When
        var filter = one.build();

        // Then
        assertThat(filter).isEqualTo(other.build()).hasSameHashCodeAs(other.build());
        assertThat(filter).hasToString(other.build().toString());
        assertThat(filter).isNotEqualTo(one.category("c").build());
    }

    @Test
    void filter_isAValue_whateverHappensToTheSetsItWasMadeOf() {
        // Given
        var categories = new TreeSet<String>(Comparator.reverseOrder());
        categories.addAll(Set.of("a", "b"));

        // When
        var filter = withCategories(categories);
        categories.clear();

        // Then
        assertThat(filter.categories()).containsExactly("a", "b");
        assertThat(filter).isEqualTo(filter().category("a").category("b").build());
        assertThatThrownBy(() -> filter.categories().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void builder_refuses_whatCannotBeMeant(Consumer<EventFilter.Builder> condition, String message) {
        // Given
        var filter = filter();

        // Then
        assertThatThrownBy(() -> {
                    condition.accept(filter);
                    filter.build();
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> illegal() {
        return Stream.of(
                illegal(f -> f.actorId("1"), "actor_id needs actor_type: the same id can belong to a user and a job"),
                illegal(
                        f -> f.resourceId("1"),
                        "resource_id needs resource_type: the same id can belong to resources of different types"),
                illegal(
                        f -> f.resourceType("r").actorId("1"),
                        "actor_id needs actor_type: the same id can belong to a user and a job"),
                illegal(f -> f.category("A"), "must be [a-z][a-z0-9_]*, at most 64 characters, not \"A\""),
                illegal(f -> f.resourceType(""), "must be [a-z][a-z0-9_]*, at most 64 characters, not \"\""),
                illegal(f -> f.actorId(" "), "must not be blank"),
                illegal(f -> f.resourceId("\0"), "holds U+0000 at character 0"),
                illegal(f -> f.actorId("x".repeat(257)), "has 257 characters, at most 256 are allowed"),
                illegal(
                        f -> f.type("added"),
                        "must be an event type such as media_item.added, or a prefix such as media_item.*, not \"added\""),
                illegal(
                        f -> f.excludeType("*"),
                        "must be an event type such as media_item.added, or a prefix such as media_item.*, not \"*\""),
                illegal(f -> f.severity("ERROR"), "must be info, warning or error, not \"ERROR\""),
                illegal(f -> f.actorType("robot"), "must be user, system or job, not \"robot\""));
    }

    private static Arguments illegal(Consumer<EventFilter.Builder> condition, String message) {
        return arguments(condition, message);
    }

    private static EventFilter withCategories(Set<String> categories) {
        return new EventFilter(categories, Set.of(), Set.of(), Set.of(), Set.of(), null, Set.of(), null, null, null);
    }

    private static EventFilter.Builder filter() {
        return EventFilter.builder();
    }
}
