package dev.annals.query.search;

import dev.annals.event.EventFilter;
import dev.annals.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ids a search may look at. Every statement has both bounds, so that open and bounded searches share one plan and
 * PostgreSQL skips the partitions outside when it starts the plan.
 *
 * @param from inclusive
 * @param to exclusive
 */
record IdRange(UUID from, UUID to) {

    private static final UUID MIN = new UUID(0, 0);
    private static final UUID MAX = new UUID(-1, -1); // no UUIDv7, so nothing is lost by excluding it

    /**
     * The filter's times as ids.
     *
     * @param before the id of the last event seen; null at the start of a walk
     */
    static IdRange of(EventFilter filter, @Nullable UUID before) {
        UUID until = bound(filter.until(), MAX);
        boolean walking = before != null && EventIds.ORDER.compare(before, until) < 0;
        return new IdRange(bound(filter.since(), MIN), walking && before != null ? before : until);
    }

    /** The end of this range; where that is open or yet to come, what is not older than {@code time}. */
    IdRange last(Duration time, Instant now) {
        Instant end = EventIds.timestamp(to);
        Instant start = (end.isBefore(now) ? end : now).minus(time);
        return start.isAfter(EventIds.timestamp(from)) ? new IdRange(EventIds.lowerBound(start), to) : this;
    }

    boolean isOpenAtTheEnd() {
        return to.equals(MAX);
    }

    private static UUID bound(@Nullable Instant time, UUID otherwise) {
        return time == null ? otherwise : EventIds.lowerBound(time);
    }
}
