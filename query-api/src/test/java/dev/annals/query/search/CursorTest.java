package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.ActorType;
import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.Severity;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final UUID ID = EventIds.derived(Instant.parse("2026-11-23T07:00:00Z"), "an event");
    private static final EventFilter FILTER =
            EventFilter.builder().category("media").type("media_item.*").build();

    @Test
    void cursor_givesItsIdBack_forTheSameFilter() {
        // When
        String text = Cursor.after(ID, FILTER);

        // Then
        assertThat(Cursor.read(text, FILTER)).isEqualTo(ID);
    }

    @Test
    void cursor_needsNoEncodingInAUrl() {
        // When
        List<String> texts = Stream.generate(() -> Cursor.after(UUID.randomUUID(), FILTER))
                .limit(1000)
                .toList();

        // Then
        assertThat(texts).allMatch(text -> text.matches("[A-Za-z0-9_-]{40}"));
    }

    @Test
    void cursor_isRefused_whateverBitIsFlipped() {
        // Given
        byte[] bytes = Base64.getUrlDecoder().decode(Cursor.after(ID, FILTER));

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            // When
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(flipped);

            // Then
            assertThatThrownBy(() -> Cursor.read(text, FILTER))
                    .as("bit %d", bit)
                    .isInstanceOf(InvalidCursorException.class);
        }
    }

    @Test
    void cursor_isRefusedAsOne_thatAnotherVersionMade() {
        // Given
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(Cursor.after(ID, FILTER)));
        int checksumAt = bytes.capacity() - Integer.BYTES;
        bytes.put(0, (byte) (bytes.get(0) + 1));
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.array(), 0, checksumAt);
        bytes.putInt(checksumAt, (int) checksum.getValue());
        String text = Base64.getUrlEncoder().encodeToString(bytes.array());

        // When, Then
        assertThatThrownBy(() -> Cursor.read(text, FILTER))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessage("is of a version this API does not know; start again without it");
    }

    @Test
    void cursor_isRefused_whateverBitOfItsTextIsFlipped() {
        // Given
        String text = Cursor.after(ID, FILTER);

        for (int bit = 0; bit < text.length() * 16; bit++) {
            // When
            char[] flipped = text.toCharArray();
            flipped[bit / 16] ^= (char) (1 << bit % 16);

            // Then
            assertThatThrownBy(() -> Cursor.read(new String(flipped), FILTER))
                    .as("bit %d", bit)
                    .isInstanceOf(InvalidCursorException.class);
        }
    }

    @Test
    void cursor_isRefused_whereverItIsCutOrLengthened() {
        // Given
        String text = Cursor.after(ID, FILTER);

        for (int length = 0; length < text.length(); length++) {
            // When
            String cut = text.substring(0, length);

            // Then
            assertThatThrownBy(() -> Cursor.read(cut, FILTER)).isInstanceOf(InvalidCursorException.class);
            assertThatThrownBy(() -> Cursor.read(text + cut + "A", FILTER)).isInstanceOf(InvalidCursorException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"
            })
    void text_isRefused_thatIsNoCursor(String text) {
        // When, Then
        assertThatThrownBy(() -> Cursor.read(text, FILTER))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessage("is damaged; use next_cursor exactly as it was given");
    }

    @Test
    void megabyte_isRefused() {
        // Given
        String text = "A".repeat(1024 * 1024);

        // When, Then
        assertThatThrownBy(() -> Cursor.read(text, FILTER)).isInstanceOf(InvalidCursorException.class);
    }

    static List<EventFilter> otherFilters() {
        Instant time = Instant.parse("2026-11-23T07:00:00Z");
        return List.of(
                EventFilter.ALL,
                EventFilter.builder().category("media").build(),
                EventFilter.builder().category("media").type("media_item.added").build(),
                EventFilter.builder()
                        .category("media")
                        .excludeType("media_item.*")
                        .build(),
                like().category("auth").build(),
                like().severity(Severity.INFO).build(),
                like().actorType(ActorType.USER).build(),
                like().actorType(ActorType.USER).actorId("media").build(),
                like().resourceType("movie").build(),
                like().resourceType("movie").resourceId("m-1").build(),
                like().since(time).build(),
                like().until(time).build());
    }

    @ParameterizedTest
    @MethodSource("otherFilters")
    void cursor_isRefused_byEveryOtherFilter(EventFilter other) {
        // Given
        String text = Cursor.after(ID, FILTER);

        // When, Then
        assertThatThrownBy(() -> Cursor.read(text, other))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageStartingWith("was made with other filters");
    }

    @Test
    void fingerprints_differ_forAllFiltersHere() {
        // When
        List<String> fingerprints = Stream.concat(Stream.of(FILTER), otherFilters().stream())
                .map(filter -> Base64.getEncoder().encodeToString(FilterFingerprint.of(filter)))
                .toList();

        // Then
        assertThat(fingerprints).doesNotHaveDuplicates();
    }

    @Test
    void cursor_fitsAFilterThatMeansTheSame() {
        // Given
        EventFilter asked = EventFilter.builder()
                .category("auth")
                .category("media")
                .since(Instant.parse("2026-11-23T07:00:00.000001Z"))
                .build();
        EventFilter askedAgain = EventFilter.builder()
                .since(Instant.parse("2026-11-23T07:00:00.001Z"))
                .category("media")
                .category("auth")
                .build();

        // When
        String text = Cursor.after(ID, asked);

        // Then
        assertThat(Cursor.read(text, askedAgain)).isEqualTo(ID);
    }

    private static EventFilter.Builder like() {
        return EventFilter.builder().category("media").type("media_item.*");
    }
}
