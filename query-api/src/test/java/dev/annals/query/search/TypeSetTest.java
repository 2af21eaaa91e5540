package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.TypePattern;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeSetTest {

    @Test
    void patterns_thatAnotherCovers_areLeftOut() {
        // When
        TypeSet types = TypeSet.of(patterns("auth.*", "auth.login.*", "auth.login.failed", "auth.login", "authors.*"));

        // Then
        assertThat(types).isEqualTo(new TypeSet(List.of(), List.of("auth.", "authors.")));
    }

    @Test
    void patterns_thatOnlyLookAlike_stay() {
        // When
        TypeSet types =
                TypeSet.of(patterns("media_item.file.*", "media_item.added", "media_items.added", "media.item"));

        // Then
        assertThat(types.exact()).containsExactly("media_item.added", "media_items.added", "media.item");
        assertThat(types.stems()).containsExactly("media_item.file.");
    }

    @Test
    void prefix_endsBeforeTheByteAfterTheDot() {
        // When
        TypeSet types = TypeSet.of(patterns("media_item.*"));

        // Then
        assertThat(types.stops()).containsExactly("media_item/");
    }

    @Test
    void ranges_areOfWholeTypes_andOfPrefixes() {
        // When
        TypeSet types = TypeSet.of(patterns("media_item.*", "auth.login"));

        // Then
        assertThat(types.starts()).containsExactly("auth.login", "media_item.");
        assertThat(types.ends()).containsExactly("auth.login\u0001", "media_item/");
    }

    private static List<TypePattern> patterns(String... texts) {
        return Arrays.stream(texts).map(TypePattern::new).toList();
    }
}
