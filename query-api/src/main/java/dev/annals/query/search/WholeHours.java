package dev.annals.query.search;

import static java.time.temporal.ChronoUnit.HOURS;

import dev.annals.event.EventIds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The whole hours inside a range of ids, for which counts are kept, and what is left of the range at its edges.
 *
 * @param from where the first hour starts
 * @param to where the last hour ends
 * @param edges two, of which one may be empty; none where the range is open or of whole hours at both ends
 */
record WholeHours(Instant from, Instant to, List<IdRange> edges) {

    private static final Duration ALMOST_AN_HOUR = Duration.ofHours(1).minusMillis(1);

    WholeHours {
        edges = List.copyOf(edges);
    }

    /**
     * Where there is no whole hour, all of the range is an edge.
     *
     * @param ids from and to the smallest ids of two times, or open
     */
    static WholeHours in(IdRange ids) {
        Instant start = EventIds.timestamp(ids.from());
        Instant end = EventIds.timestamp(ids.to());
        Instant from = nextHour(start);
        Instant to = ids.isOpenAtTheEnd() ? nextHour(end) : end.truncatedTo(HOURS);
        if (!from.isBefore(to)) {
            return new WholeHours(from, from, List.of(ids, new IdRange(ids.to(), ids.to())));
        }
        UUID begin = start.isBefore(from) ? EventIds.lowerBound(from) : ids.from();
        UUID rest = to.isBefore(end) ? EventIds.lowerBound(to) : ids.to();
        List<IdRange> edges = begin.equals(ids.from()) && rest.equals(ids.to())
                ? List.of()
                : List.of(new IdRange(ids.from(), begin), new IdRange(rest, ids.to()));
        return new WholeHours(from, to, edges);
    }

    /** The time itself if an hour starts there. */
    private static Instant nextHour(Instant time) {
        return time.plus(ALMOST_AN_HOUR).truncatedTo(HOURS);
    }
}
