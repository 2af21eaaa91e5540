package dev.annals.query.search;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of hours, days or months, in UTC, for each of which a count is kept.
 *
 * @param from inclusive
 * @param to exclusive
 * @param sign 1 for what is added; -1 for what another range has too much
 */
record CountedRange(Grain grain, Instant from, Instant to, int sign) {

    /** How much time one count is of. */
    enum Grain {
        HOUR(ChronoUnit.HOURS),
        DAY(ChronoUnit.DAYS),
        MONTH(ChronoUnit.MONTHS);

        private final ChronoUnit unit;

        Grain(ChronoUnit unit) {
            this.unit = unit;
        }

        /** As the tables call it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The start of the one that {@code time} lies in. */
        Instant floor(Instant time) {
            if (this == MONTH) {
                OffsetDateTime day = time.truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
                return day.withDayOfMonth(1).toInstant();
            }
            return time.truncatedTo(unit);
        }

        /** The start that is nearest to {@code time}, before it or after. */
        private Instant nearest(Instant time) {
            Instant start = floor(time);
            Instant next = start.atOffset(ZoneOffset.UTC).plus(1, unit).toInstant();
            return between(start, time).compareTo(between(time, next)) < 0 ? start : next;
        }
    }

    /**
     * Few counts that make up these whole hours: months in the middle, days around them, hours at the ends. Of a month or a day that
     * is in it for the most part, the rest is taken away again.
     */
    static List<CountedRange> of(Instant from, Instant to) {
        List<CountedRange> ranges = new ArrayList<>();
        change(Grain.MONTH, from, to, 1, ranges);
        return ranges;
    }

    private static void split(Grain grain, Instant from, Instant to, int sign, List<CountedRange> ranges) {
        if (grain == Grain.HOUR) {
            ranges.add(new CountedRange(grain, from, to, sign));
            return;
        }
        Grain finer = grain == Grain.MONTH ? Grain.DAY : Grain.HOUR;
        Instant begin = grain.nearest(from);
        Instant end = grain.nearest(to);
        if (between(from, begin).plus(between(to, end)).compareTo(between(from, to)) < 0) {
            change(finer, from, begin, sign, ranges);
            ranges.add(new CountedRange(grain, begin, end, sign));
            change(finer, end, to, sign, ranges);
        } else {
            change(finer, from, to, sign, ranges);
        }
    }

    /** Adds what is between two times; takes it away if they are the other way round. */
    private static void change(Grain grain, Instant from, Instant to, int sign, List<CountedRange> ranges) {
        if (from.isBefore(to)) {
            split(grain, from, to, sign, ranges);
        } else if (to.isBefore(from)) {
            split(grain, to, from, -sign, ranges);
        }
    }

    private static Duration between(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }
}
