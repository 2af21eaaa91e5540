package dev.annals.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Valid events at the edges of the rules: any character of Unicode that is allowed, ids and names of full length, numbers of
 * 64 digits, objects 32 levels deep, metadata of almost 64 KiB. Confined to one thread.
 */
public final class Borderline {

    private static final int WEEK_MILLIS = (int) Duration.ofDays(7).toMillis();
    private static final String NAME = "abcdefghijklmnopqrstuvwxyz0123456789_";
    private static final int LETTERS = 26;

    /** Where mistakes are likely: the ends of ranges, what looks like nothing, what is no character at all. */
    private static final int[] CODE_POINTS = {
        1, '\t', '\n', 0x1f, '"', '\'', '\\', '/', 0x7f, 0x80, 0x85, 0xa0, 0xad, 0x7ff, 0x800, 0x200b, 0x2028, 0x202e,
        0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1f600, 0x1fffe, 0xe0001, 0x10ffff
    };

    private final Random random;

    public Borderline(Random random) {
        this.random = random;
    }

    /** At any time that an id can hold, up to the year 10889. */
    public Event event() {
        return event(random.nextLong() >>> 16);
    }

    /** In the week before that time. */
    public Event eventBefore(Instant end) {
        return event(end.toEpochMilli() - 1 - random.nextInt(WEEK_MILLIS));
    }

    private Event event(long millis) {
        return new Event(
                new UUID(millis << 16 | 0x7000 | random.nextInt(1 << 12), random.nextLong() >>> 2 | 1L << 63),
                name(TextRules.MAX_NAME),
                type(),
                random.nextBoolean()
                        ? null
                        : new Actor(ActorType.values()[random.nextInt(ActorType.values().length)], id()),
                random.nextBoolean() ? null : new Resource(name(TextRules.MAX_NAME), id()),
                Severity.values()[random.nextInt(Severity.values().length)],
                metadata());
    }

    /** Of any length up to that; often of all of it. */
    private String name(int most) {
        int length = random.nextInt(3) == 0 ? most : 1 + random.nextInt(most);
        StringBuilder name = new StringBuilder().append(NAME.charAt(random.nextInt(LETTERS)));
        while (name.length() < length) {
            name.append(NAME.charAt(random.nextInt(NAME.length())));
        }
        return name.toString();
    }

    private String type() {
        String first = name(TextRules.MAX_TYPE / 2);
        return first + '.' + name(TextRules.MAX_TYPE - 1 - first.length());
    }

    private String id() {
        String id = text(random.nextInt(3) == 0 ? TextRules.MAX_ID : 1 + random.nextInt(20));
        return id.isBlank() ? "x" : id;
    }

    /** Of so many characters. */
    private String text(int codePoints) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < codePoints; i++) {
            text.appendCodePoint(codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        if (random.nextInt(4) == 0) {
            return CODE_POINTS[random.nextInt(CODE_POINTS.length)];
        }
        int codePoint = 1 + random.nextInt(random.nextBoolean() ? 0x7e : Character.MAX_CODE_POINT);
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return surrogate ? codePoint ^ 0x10000 : codePoint;
    }

    private Metadata metadata() {
        return switch (random.nextInt(20)) {
            case 0 -> deep();
            case 1 -> Metadata.of(Map.of("large", "x".repeat(Metadata.MAX_BYTES - "{\"large\":\"\"}".length())));
            default -> Metadata.of(object(3));
        };
    }

    private Metadata deep() {
        Object value = number();
        for (int level = 1; level < Metadata.MAX_DEPTH; level++) {
            value = random.nextBoolean() ? List.of(value) : Map.of(text(2), value);
        }
        return Metadata.of(Map.of("deep", value));
    }

    private Map<String, Object> object(int levels) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            object.put(text(random.nextInt(6)), value(levels - 1));
        }
        return object;
    }

    private Object value(int levels) {
        return switch (random.nextInt(levels > 0 ? 6 : 4)) {
            case 0 -> number();
            case 1 -> text(random.nextInt(1 << random.nextInt(8)));
            case 2 -> random.nextBoolean();
            case 3 -> random.nextInt(8) == 0 ? "\u0001".repeat(500) : number();
            case 4 -> {
                List<Object> array = new ArrayList<>();
                for (int n = random.nextInt(4); n > 0; n--) {
                    array.add(value(levels - 1));
                }
                yield array;
            }
            default -> object(levels);
        };
    }

    /** Of 64 digits at most when written out, with and without an exponent. */
    private Number number() {
        int digits = 1 + random.nextInt(NumberRules.MAX_DIGITS);
        BigInteger unscaled = new BigInteger(
                BigInteger.TEN.pow(digits).subtract(BigInteger.ONE).bitLength() - 1, random);
        return switch (random.nextInt(6)) {
            case 0 -> unscaled;
            case 1 -> unscaled.negate();
            case 2 -> new BigDecimal(unscaled, random.nextInt(NumberRules.MAX_DIGITS));
            case 3 -> new BigDecimal(BigInteger.valueOf(-9), digits - NumberRules.MAX_DIGITS);
            case 4 -> new BigDecimal(BigInteger.ZERO, NumberRules.MAX_DIGITS - 1);
            default -> random.nextBoolean() ? random.nextLong() : random.nextInt(100) / 7.0;
        };
    }
}
