package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventFilter;
import dev.annals.event.Generated;
import dev.annals.testkit.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A cursor is read where its filter is meant, and refused as one otherwise; nothing else comes of any text. */
class CursorFuzzTest {

    /** That an id can hold. */
    private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

    @Test
    void text_isTheCursorOfItsFilter_orIsRefused() throws InterruptedException {
        // When, Then
        Fuzz.run("cursor", random -> {
            Generated generated = new Generated(random.nextLong());
            EventFilter filter = generated.filter();
            UUID id = random.nextBoolean()
                    ? new UUID(random.nextLong(), random.nextLong())
                    : generated.event().id();
            String cursor = Cursor.after(id, filter);
            assertThat(Cursor.read(cursor, filter)).isEqualTo(id);

            String spoilt = spoilt(cursor, random);
            assertThat(read(spoilt, filter)).isEqualTo(spoilt.equals(cursor) ? Optional.of(id) : Optional.empty());

            EventFilter other =
                    random.nextBoolean() ? generated.filter() : neighbour(filter, generated.filter(), random);
            boolean fits = read(cursor, other).equals(Optional.of(id));
            assertThat(fits).as("%s of %s", other, filter).isEqualTo(sameMeaning(other, filter));
        });
    }

    /** With one of its conditions taken from another filter. */
    private static EventFilter neighbour(EventFilter filter, EventFilter from, Random random) {
        int part = random.nextInt(8);
        EventFilter actor = part == 4 ? from : filter;
        EventFilter resource = part == 5 ? from : filter;
        return new EventFilter(
                (part == 0 ? from : filter).categories(),
                (part == 1 ? from : filter).types(),
                (part == 2 ? from : filter).excludedTypes(),
                (part == 3 ? from : filter).severities(),
                actor.actorTypes(),
                actor.actorId(),
                resource.resourceTypes(),
                resource.resourceId(),
                (part == 6 ? from : filter).since(),
                (part == 7 ? from : filter).until());
    }

    /** Equal but for times, which count by the millisecond in which an event can be. */
    private static boolean sameMeaning(EventFilter one, EventFilter other) {
        return withoutTimes(one).equals(withoutTimes(other))
                && first(one.since(), -1) == first(other.since(), -1)
                && first(one.until(), Long.MAX_VALUE) == first(other.until(), Long.MAX_VALUE);
    }

    private static EventFilter withoutTimes(EventFilter filter) {
        return new EventFilter(
                filter.categories(),
                filter.types(),
                filter.excludedTypes(),
                filter.severities(),
                filter.actorTypes(),
                filter.actorId(),
                filter.resourceTypes(),
                filter.resourceId(),
                null,
                null);
    }

    /** The first millisecond in which an event can be. */
    private static long first(@Nullable Instant time, long otherwise) {
        if (time == null) {
            return otherwise;
        }
        if (time.isAfter(LAST)) {
            return Long.MAX_VALUE;
        }
        return time.isBefore(Instant.EPOCH) ? 0 : time.plusNanos(999_999).toEpochMilli();
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
