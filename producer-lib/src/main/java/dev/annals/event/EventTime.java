package dev.annals.event;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as text: RFC 3339 in UTC with exactly three decimals, {@code 2026-11-23T07:00:00.000Z}. */
public final class EventTime {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private EventTime() {}

    /** The text of that time; anything finer than a millisecond is cut off. */
    public static String format(Instant time) {
        return MILLIS.format(time);
    }
}
