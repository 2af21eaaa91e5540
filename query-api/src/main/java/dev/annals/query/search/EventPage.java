package dev.annals.query.search;

import java.util.List;

/**
 * Some events, newest first.
 *
 * @param hasMore whether others match that are older than the last one here
 */
public record EventPage(List<EventRow> events, boolean hasMore) {

    public EventPage {
        events = List.copyOf(events);
    }

    /** Of rows that were asked for with one more than the page holds: so the last page is known to be the last. */
    static EventPage ofOneMore(List<EventRow> rows, int limit) {
        boolean hasMore = rows.size() > limit;
        return new EventPage(hasMore ? rows.subList(0, limit) : rows, hasMore);
    }
}
