package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A generator that made nothing interesting would let every property test pass. */
class GeneratedTest {

    private static final int MANY = 2_000;

    @Test
    void sequence_isTheSame_forTheSameSeed() {
        // Given
        var one = new Generated(42);
        var other = new Generated(42);

        // When
        var events = one.events(100);

        // Then
        assertThat(other.events(100)).isEqualTo(events);
        assertThat(other.filter()).isEqualTo(one.filter());
    }

    @Test
    void events_haveIdsOfTheirOwnAndShareMilliseconds() {
        // When
        var events = new Generated(1).events(MANY);

        // Then
        var ids = events.stream().map(Event::id).distinct().count();
        var times = events.stream().map(Event::insertedAt).distinct().count();
        assertThat(ids).isEqualTo(MANY);
        assertThat(times).isBetween(100L, MANY / 2L);
    }

    @Test
    void events_haveAndLackEachPart() {
        // When
        var events = new Generated(2).events(MANY);

        // Then
        assertThat(events).anyMatch(event -> event.actor() == null).anyMatch(event -> event.actor() != null);
        assertThat(events).anyMatch(event -> event.resource() == null).anyMatch(event -> event.resource() != null);
        assertThat(events).anyMatch(event -> event.metadata().equals(Metadata.EMPTY));
        assertThat(events).extracting(Event::severity).contains(Severity.values());
        assertThat(new HashSet<>(events)).hasSize(MANY);
    }

    @Test
    void filters_matchNoneSomeAndAll() {
        // Given
        var generated = new Generated(3);
        var events = generated.events(500);

        // When
        List<Long> hits = new ArrayList<>();
        IntStream.range(0, MANY).forEach(i -> {
            var filter = generated.filter();
            hits.add(events.stream().filter(filter::matches).count());
        });

        // Then
        assertThat(hits.stream().filter(n -> n == 0).count()).isBetween(MANY / 10L, MANY * 6L / 10);
        assertThat(hits.stream().filter(n -> n > 0 && n < 500).count()).isGreaterThan(MANY * 3L / 10);
        assertThat(hits).contains(500L);
    }
}
