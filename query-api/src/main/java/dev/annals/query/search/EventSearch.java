package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds events: by id, a page at a time, or just how many. What a filter means is said by
 * {@link EventFilter#matches}; this answers the same from the table. Thread-safe.
 *
 * <p>Every method throws {@link DatabaseUnavailableException} or {@link SearchTimeoutException}.
 */
public final class EventSearch {

    private final Database database;

    public EventSearch(Database database) {
        this.database = database;
    }

    public Optional<EventRow> event(UUID id) {
        return database.query(Statements.event(id), EventRow::read).stream().findFirst();
    }

    /**
     * The newest events that match and are older than {@code before}.
     *
     * @param before the last event of the page before this one; null for the first page
     */
    public EventPage page(EventFilter filter, @Nullable UUID before, int limit) {
        IdRange ids = IdRange.of(filter, before);
        Sql page = Statements.page(filter, ids, way(filter, ids), limit + 1);
        return EventPage.ofOneMore(database.query(page, EventRow::read), limit);
    }

    public long count(EventFilter filter) {
        IdRange ids = IdRange.of(filter, null);
        Sql count = CountStatements.count(filter, ids, way(filter, ids));
        return database.query(count, row -> row.getLong(1)).get(0);
    }

    private Optional<Branches> way(EventFilter filter, IdRange ids) {
        return RarerWay.of(
                filter,
                ids,
                Instant.now(),
                sql -> database.query(sql, row -> row.getBoolean(1)).stream().findFirst());
    }
}
