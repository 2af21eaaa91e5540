package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.testkit.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A cursor is read where its filter is meant, and refused as one otherwise; nothing else comes of any text. */
class CursorFuzzTest {

    @Test
    void text_isTheCursorOfItsFilter_orIsRefused() throws InterruptedException {
        // When, Then
        Fuzz.run("cursor", random -> {
            Generated generated = new Generated(random.nextLong());
            EventFilter filter = generated.filter();
            UUID id = random.nextBoolean()
                    ? new UUID(random.nextLong(), random.nextLong())
                    : EventIds.system().next();
            String cursor = Cursor.after(id, filter);
            assertThat(Cursor.read(cursor, filter)).isEqualTo(id);

            String spoilt = spoilt(cursor, random);
            assertThat(read(spoilt, filter)).isEqualTo(spoilt.equals(cursor) ? Optional.of(id) : Optional.empty());

            EventFilter other = generated.filter();
            boolean same = Arrays.equals(FilterFingerprint.of(other), FilterFingerprint.of(filter));
            assertThat(read(cursor, other)).isEqualTo(same ? Optional.of(id) : Optional.empty());
        });
    }

    private static Optional<UUID> read(String text, EventFilter filter) {
        try {
            return Optional.of(Cursor.read(text, filter));
        } catch (InvalidCursorException refused) {
            return Optional.empty();
        }
    }

    private static String spoilt(String cursor, Random random) {
        int at = random.nextInt(cursor.length());
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        return switch (random.nextInt(7)) {
            case 0 -> cursor.substring(0, at);
            case 1 -> cursor.substring(at) + cursor.substring(0, at);
            case 2 -> cursor + cursor.substring(at);
            case 3 -> noise(random, random.nextInt(100));
            case 4 -> noise(random, cursor.length());
            case 5 ->
                cursor.substring(0, at) + (char) random.nextInt(1 << random.nextInt(17)) + cursor.substring(at + 1);
            default -> {
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield Base64.getUrlEncoder().encodeToString(bytes);
            }
        };
    }

    private static String noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return random.nextBoolean()
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : Base64.getUrlEncoder().encodeToString(bytes);
    }
}
