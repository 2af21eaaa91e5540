package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.query.search.Cursor;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageParametersTest {

    private static final EventFilter FILTER =
            EventFilter.builder().category("media").build();

    @Test
    void firstPage_hasFiftyEvents_unlessAskedForAnotherNumber() {
        // When, Then
        assertThat(read("")).isEqualTo(new PageParameters(50, null));
        assertThat(read("limit=1")).isEqualTo(new PageParameters(1, null));
        assertThat(read("limit=500")).isEqualTo(new PageParameters(500, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "501", "-1", "abc", "1e2", "1.0", "%2B5", "+5", "0x10", "٥", "100000000000000000000", "%00"
            })
    void limit_isRefused_unlessFrom1To500(String limit) {
        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read("limit=" + limit));

        // Then
        assertThat(refused.problem().parameter()).isEqualTo("limit");
        assertThat(refused.problem().detail()).startsWith("limit must be a whole number from 1 to 500, not ");
    }

    @Test
    void limitAndCursor_canBeGivenOnce() {
        // When
        ProblemException limit = catchThrowableOfType(ProblemException.class, () -> read("limit=1&limit=1"));
        ProblemException cursor = catchThrowableOfType(ProblemException.class, () -> read("cursor=a&cursor=a"));

        // Then
        assertThat(limit.problem().parameter()).isEqualTo("limit");
        assertThat(cursor.problem().parameter()).isEqualTo("cursor");
    }

    @Test
    void cursor_tellsWhereToGoOn_whateverTheLimit() {
        // Given
        UUID id = EventIds.system().next();
        String cursor = Cursor.after(id, FILTER);

        // When, Then
        assertThat(read("limit=7&cursor=" + cursor)).isEqualTo(new PageParameters(7, id));
    }

    @Test
    void cursor_isRefused_whenDamagedOrOfOtherFilters() {
        // Given
        String other = Cursor.after(EventIds.system().next(), EventFilter.ALL);

        // When
        ProblemException damaged =
                catchThrowableOfType(ProblemException.class, () -> read("cursor=" + "A".repeat(1024 * 1024)));
        ProblemException ofOther = catchThrowableOfType(ProblemException.class, () -> read("cursor=" + other));

        // Then
        assertThat(damaged.problem().parameter()).isEqualTo("cursor");
        assertThat(damaged.problem().detail()).startsWith("cursor is damaged");
        assertThat(ofOther.problem().parameter()).isEqualTo("cursor");
        assertThat(ofOther.problem().detail()).startsWith("cursor was made with other filters");
    }

    private static PageParameters read(String query) {
        return PageParameters.read(Parameters.parse(query), FILTER);
    }
}
