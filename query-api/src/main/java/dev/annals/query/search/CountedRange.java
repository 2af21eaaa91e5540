package dev.annals.query.search;

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
 */
record CountedRange(Grain grain, Instant from, Instant to) {

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

        /** The first start that is not before {@code time}. */
        Instant ceiling(Instant time) {
            Instant start = floor(time);
            return start.equals(time)
                    ? time
                    : start.atOffset(ZoneOffset.UTC).plus(1, unit).toInstant();
        }
    }

    /** The fewest counts that make up these whole hours: months in the middle, days around them, hours at the ends. */
    static List<CountedRange> of(Instant from, Instant to) {
        List<CountedRange> ranges = new ArrayList<>();
        split(Grain.MONTH, from, to, ranges);
        return ranges;
    }

    private static void split(Grain grain, Instant from, Instant to, List<CountedRange> ranges) {
        Instant first = grain.ceiling(from);
        Instant last = grain.floor(to);
        if (!first.isBefore(last)) {
            finer(grain, from, to, ranges);
            return;
        }
        finer(grain, from, first, ranges);
        ranges.add(new CountedRange(grain, first, last));
        finer(grain, last, to, ranges);
    }

    private static void finer(Grain grain, Instant from, Instant to, List<CountedRange> ranges) {
        if (from.isBefore(to)) {
            split(grain == Grain.MONTH ? Grain.DAY : Grain.HOUR, from, to, ranges); // whole hours need nothing finer
        }
    }
}
