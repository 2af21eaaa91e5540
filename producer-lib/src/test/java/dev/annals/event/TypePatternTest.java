package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {

    @ParameterizedTest
    @CsvSource({
        "media_item.added,  media_item.added,      true",
        "media_item.added,  media_item.added.late, false",
        "media_item.added,  media_item.adde,       false",
        "media_item.added,  mediaxitem.added,      false",
        "media_item.*,      media_item.added,      true",
        "media_item.*,      media_item.file.moved, true",
        "media_item.*,      media_items.added,     false",
        "media_item.*,      mediaxitem.added,      false",
        "media_item.*,      other.media_item.x,    false",
        "media_item.file.*, media_item.file.moved, true",
        "media_item.file.*, media_item.filed.x,    false",
        "media_item.file.*, media_item.file,       false"
    })
    void pattern_matchesItsTypeOrWhatIsBelowItsPrefix(String pattern, String type, boolean expected) {
        assertThat(new TypePattern(pattern).matches(type)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "*", ".*", "**", "a", "a*", "a.b*", "*.a", "a.*.b", "a.*.*", "A.*", "a..*", "a.b.", "a. *", "a%.*"
            })
    void pattern_isRefused_whenItIsNeitherTypeNorPrefix(String text) {
        assertThatThrownBy(() -> new TypePattern(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be an event type such as media_item.added, or a prefix such as media_item.*, not \""
                        + text + '"');
    }

    @Test
    void pattern_isAsLongAsATypeAtMost() {
        // Given
        var longest = "a".repeat(126) + ".*";

        // When
        var pattern = new TypePattern(longest);

        // Then
        assertThat(pattern.isPrefix()).isTrue();
        assertThatThrownBy(() -> new TypePattern("a" + longest)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stem_isTheTypeOrThePrefixWithItsDot() {
        assertThat(new TypePattern("a.b").stem()).isEqualTo("a.b");
        assertThat(new TypePattern("a.b").isPrefix()).isFalse();
        assertThat(new TypePattern("a.b.*").stem()).isEqualTo("a.b.");
        assertThat(new TypePattern("a.b.*").isPrefix()).isTrue();
    }
}
