package dev.annals.event;

import static java.util.stream.Collectors.toList;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Events and filters made up from a seed, for tests that must hold for all of them. The same seed and calls give the
 * same values. Few distinct values, so that filters hit, chosen to be mistaken for each other: {@code media_item} and
 * {@code mediaxitem}, the same id for a user and a job. Print the seed when a test fails.
 *
 * <p>Confined to one thread.
 */
public final class Generated {

    /** Around when things happen, unless another time is given. */
    public static final Instant START = Instant.parse("2026-11-23T07:00:00Z");

    private static final int CLOSE_MILLIS = 50;
    private static final long FAR_MILLIS = Duration.ofDays(400).toMillis();

    private static final List<String> CATEGORIES = List.of("media", "auth", "billing", "media_2");
    private static final List<String> TYPES = List.of(
            "media_item.added",
            "media_item.file.moved",
            "media_items.added",
            "mediaxitem.added",
            "media.item.added",
            "auth.login",
            "auth.login.failed",
            "invoice.paid");
    private static final List<String> TYPE_PREFIXES =
            List.of("media_item.*", "media_item.file.*", "media.*", "auth.*", "auth.login.*", "nothing.*");
    private static final List<String> RESOURCE_TYPES = List.of("movie", "series", "invoice");
    private static final List<String> IDS = List.of("1", "2", "u-1", "U-1", "u_1", "ux1", "1 ", "ünï-☃", "𝄞", "%");
    private static final List<String> KEYS = List.of("title", "size", "a.b", "", "größe", "\"quoted\"", "cast", "日本");
    private static final List<String> HOSTILE = List.of(
            "'; drop table events; --",
            "\" or 1=1",
            "\\",
            "\\u0000",
            "%_%",
            "$1 :name ?",
            "{a,b}",
            "=cmd|' /C calc'!A0",
            "<script>alert(1)</script>",
            "line\r\nbreak\ttab",
            "\u0001\u001f\u007f\u0085",
            "\u00a0no-break\u2028separator",
            "\u202eright to left",
            "e\u0301 İıſK",
            "\ufeff\uffff\ufffd",
            "👩‍👩‍👧 \ud83d\ude00",
            "null",
            "a/b?c=d&e#f%2F",
            "😀".repeat(256),
            "x".repeat(256));

    private final Random random;
    private final long start;

    public Generated(long seed) {
        this(seed, START);
    }

    /** No event is older than 400 days before {@code start}, or younger than {@code start} by a second. */
    public Generated(long seed, Instant start) {
        this.random = new Random(seed);
        this.start = start.toEpochMilli();
    }

    /** Events in no order, each with an id of its own. */
    public List<Event> events(int n) {
        return Stream.generate(this::event).limit(n).collect(toList());
    }

    /** A valid event. Most happen within 50 ms, so that several share one; one in eight is up to 400 days older. */
    public Event event() {
        return new Event(
                id(),
                oneOf(CATEGORIES),
                oneOf(TYPES),
                oneIn(4) ? null : new Actor(oneOf(ActorType.values()), anyId()),
                oneIn(4) ? null : new Resource(oneOf(RESOURCE_TYPES), anyId()),
                oneOf(Severity.values()),
                metadata());
    }

    /** The same in the making: without an id, and without a time. */
    public EventDraft draft() {
        Event event = event();
        EventDraft draft = Event.draft(event.category(), event.type())
                .severity(event.severity())
                .metadata(event.metadata());
        if (event.actor() != null) {
            draft.actor(event.actor());
        }
        if (event.resource() != null) {
            draft.resource(event.resource().type(), event.resource().id());
        }
        return draft;
    }

    /** A filter of zero to all kinds of condition; about one in four matches none of the events. */
    public EventFilter filter() {
        EventFilter.Builder filter = EventFilter.builder();
        if (oneIn(3)) {
            times(1, 3, () -> filter.category(oneIn(10) ? "nothing" : oneOf(CATEGORIES)));
        }
        if (oneIn(3)) {
            times(1, 3, () -> filter.type(oneOf(oneIn(2) ? TYPE_PREFIXES : TYPES)));
        }
        if (oneIn(3)) {
            times(1, 3, () -> filter.excludeType(oneOf(oneIn(2) ? TYPE_PREFIXES : TYPES)));
        }
        if (oneIn(4)) {
            times(1, 2, () -> filter.severity(oneOf(Severity.values())));
        }
        if (oneIn(3)) {
            times(1, 3, () -> filter.actorType(oneOf(ActorType.values())));
            times(0, 1, () -> filter.actorId(anyId()));
        }
        if (oneIn(3)) {
            times(1, 3, () -> filter.resourceType(oneOf(RESOURCE_TYPES)));
            times(0, 1, () -> filter.resourceId(anyId()));
        }
        if (oneIn(3)) {
            filter.since(filterTime());
        }
        if (oneIn(3)) {
            filter.until(filterTime());
        }
        return filter.build();
    }

    /** An object of up to three levels: text of all kinds, numbers, booleans, nulls, arrays, objects. */
    public Metadata metadata() {
        return oneIn(4) ? Metadata.EMPTY : Metadata.of(object(3));
    }

    /** Valid as an id and as a value, and hard on whatever quotes, escapes, folds, counts or displays it. */
    public String hostileString() {
        return oneOf(HOSTILE);
    }

    private String anyId() {
        return oneIn(12) ? hostileString() : oneOf(IDS);
    }

    private UUID id() {
        long millis = oneIn(8) ? start - (long) (random.nextDouble() * FAR_MILLIS) : start + number(CLOSE_MILLIS);
        long high = millis << 16 | 0x7000 | number(1 << 12);
        return new UUID(high, random.nextLong() >>> 2 | 1L << 63);
    }

    /**
     * Often a time that an event has, or one nanosecond off; sometimes whole hours earlier; sometimes before or after all
     * that there are.
     */
    private Instant filterTime() {
        Instant time = Instant.ofEpochMilli(start + number(CLOSE_MILLIS + 2) - 1);
        return switch (number(10)) {
            case 0 -> time.plusNanos(1);
            case 1 -> time.plusNanos(500_000);
            case 2 -> time.plusNanos(999_999);
            case 3 -> time.minus(Duration.ofMinutes(number(400 * 24 * 60)));
            case 4 -> Instant.ofEpochMilli(start).minus(Duration.ofHours(number(400 * 24)));
            case 5 -> oneOf(List.of(Instant.MIN, Instant.EPOCH.minusNanos(1), Instant.EPOCH, Instant.MAX));
            default -> time;
        };
    }

    private Map<String, Object> object(int levels) {
        Map<String, Object> object = new LinkedHashMap<>();
        times(0, 4, () -> object.put(oneOf(KEYS), value(levels - 1)));
        return object;
    }

    private Object value(int levels) {
        return switch (number(levels > 0 ? 9 : 7)) {
            case 0 -> oneOf(IDS);
            case 1 -> hostileString();
            case 2 -> random.nextInt();
            case 3 -> random.nextLong();
            case 4 -> oneOf(List.of(new BigDecimal("1.50"), new BigDecimal("1E+2"), new BigDecimal("-0.0"), 0.1, 1e21));
            case 5 -> random.nextBoolean();
            case 6 -> null;
            case 7 -> array(levels);
            default -> object(levels);
        };
    }

    private List<Object> array(int levels) {
        List<Object> array = new ArrayList<>();
        times(0, 4, () -> array.add(value(levels - 1)));
        return array;
    }

    private void times(int least, int most, Runnable action) {
        for (int n = least + number(most - least + 1); n > 0; n--) {
            action.run();
        }
    }

    private boolean oneIn(int n) {
        return number(n) == 0;
    }

    private int number(int bound) {
        return random.nextInt(bound);
    }

    private <T> T oneOf(List<T> values) {
        return values.get(number(values.size()));
    }

    private <T> T oneOf(T[] values) {
        return values[number(values.length)];
    }
}
