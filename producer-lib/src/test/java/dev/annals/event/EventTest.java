package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventTest {

    private static final UUID ID = UUID.fromString(Document.ID);

    @Test
    void insertedAt_isTheTimeInsideTheId() {
        // When
        var event = new Event(ID, "media", "media_item.added", null, null, Severity.INFO, Metadata.EMPTY);

        // Then
        assertThat(event.insertedAt()).isEqualTo(Document.TIME);
    }

    @Test
    void constructor_refusesNull_whereThereIsAlwaysAValue() {
        assertThatThrownBy(() -> new Event(ID, "a", "a.b", null, null, null, Metadata.EMPTY))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("severity");
        assertThatThrownBy(() -> new Event(ID, "a", "a.b", null, null, Severity.INFO, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("metadata");
        assertThatThrownBy(() -> new Event(ID, "a", "a.b", new Actor(null, "x"), null, Severity.INFO, Metadata.EMPTY))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("actor_type");
    }

    @Test
    void exception_saysAllInOneLine() {
        // When
        var draft = Event.draft("Media", "a.b").resource("movie", " ");

        // Then
        assertThatThrownBy(draft::toEvent)
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("category: must be [a-z][a-z0-9_]*, at most 64 characters, not \"Media\"; "
                        + "resource_id: must not be blank");
    }

    @Test
    void wireNames_leadBackToTheirValues() {
        for (var severity : Severity.values()) {
            assertThat(Severity.of(severity.wireName())).contains(severity);
        }
        for (var type : ActorType.values()) {
            assertThat(ActorType.of(type.wireName())).contains(type);
        }
        assertThat(Severity.of("INFO")).isEmpty();
        assertThat(ActorType.of("")).isEmpty();
    }
}
