package dev.annals.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.concurrent.TimeUnit;

/**
 * Times as text: RFC 3339 in UTC with exactly three decimals, {@code 2026-11-23T07:00:00.000Z}. Those of years with four digits
 * are written and read digit by digit: each event has one, and the formatters of java.time take longer than all the rest of it.
 */
public final class EventTime {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final String SHAPE = "0000-00-00T00:00:00.000Z";
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    private static final long DAY = TimeUnit.DAYS.toMillis(1);

    private EventTime() {}

    /** The text of that time; anything finer than a millisecond is cut off. */
    public static String format(Instant time) {
        if (time.getEpochSecond() < FIRST / 1000 || time.getEpochSecond() > LAST / 1000) {
            return MILLIS.format(time);
        }
        long millis = time.toEpochMilli();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY));
        int inDay = (int) Math.floorMod(millis, DAY);
        char[] text = SHAPE.toCharArray();
        digits(text, 0, 4, date.getYear());
        digits(text, 5, 2, date.getMonthValue());
        digits(text, 8, 2, date.getDayOfMonth());
        digits(text, 11, 2, inDay / 3_600_000);
        digits(text, 14, 2, inDay / 60_000 % 60);
        digits(text, 17, 2, inDay / 1_000 % 60);
        digits(text, 20, 3, inDay % 1_000);
        return new String(text);
    }

    private static void digits(char[] text, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * The time of a text as {@link Instant#parse} takes it.
     *
     * @throws java.time.DateTimeException if it is none
     */
    static Instant parse(String text) {
        if (!hasShape(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        if (hour > 23 || minute > 59 || second > 59) { // java.time knows a leap second, and the end of a day
            return Instant.parse(text);
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                .toEpochDay();
        long seconds = TimeUnit.DAYS.toSeconds(day) + hour * 3_600L + minute * 60L + second;
        return Instant.ofEpochSecond(seconds, number(text, 20, 3) * 1_000_000L);
    }

    private static boolean hasShape(String text) {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char shape = SHAPE.charAt(i);
            char c = text.charAt(i);
            boolean fits = shape == '0' ? c >= '0' && c <= '9' : c == shape;
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
