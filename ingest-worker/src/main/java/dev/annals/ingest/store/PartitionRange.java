package dev.annals.ingest.store;

import dev.annals.event.EventIds;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.UUID;

/**
 * The range of time that one partition of {@code events} holds: a week from Monday, or a calendar year for what is older
 * than the weekly ranges. In UTC.
 *
 * @param from inclusive
 * @param to exclusive
 */
record PartitionRange(String name, Instant from, Instant to) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);

    /** The range that holds {@code time}; weeks begin at {@code weeklyFrom}, which is the start of a year. */
    static PartitionRange of(Instant time, Instant weeklyFrom) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        if (time.isBefore(weeklyFrom)) {
            LocalDate year = day.with(TemporalAdjusters.firstDayOfYear());
            return between("events_y" + year.getYear(), year, year.plusYears(1));
        }
        LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate first = LocalDate.ofInstant(weeklyFrom, ZoneOffset.UTC);
        LocalDate from = monday.isBefore(first) ? first : monday;
        return between("events_w" + DAY.format(from), from, monday.plusWeeks(1));
    }

    private static PartitionRange between(String name, LocalDate from, LocalDate to) {
        return new PartitionRange(
                name,
                from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                to.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    UUID firstId() {
        return EventIds.lowerBound(from);
    }

    /** Exclusive. */
    UUID endId() {
        return EventIds.lowerBound(to);
    }

    boolean holds(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
