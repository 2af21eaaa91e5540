package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
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
    private final Clock clock;

    /** @param clock by which what is of late is looked at first; what is found does not depend on it */
    public EventSearch(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
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
        List<EventRow> rows = database.search(session -> {
            Sql page = Statements.page(filter, ids, way(filter, ids, session), limit + 1);
            return session.query(page, EventRow::read);
        });
        return EventPage.ofOneMore(rows, limit);
    }

    public long count(EventFilter filter) {
        IdRange ids = IdRange.of(filter, null);
        return database.search(session -> {
            Sql count = CountStatements.count(filter, ids, wayToCount(filter, ids, session));
            return session.query(count, row -> row.getLong(1)).get(0);
        });
    }

    private Branches wayToCount(EventFilter filter, IdRange ids, Database.Session session) throws SQLException {
        return Branches.areOfResourceTypes(filter) && filter.types().isEmpty()
                ? Branches.ofResourceTypes(filter)
                : way(filter, ids, session);
    }

    private Branches way(EventFilter filter, IdRange ids, Database.Session session) throws SQLException {
        return RarerWay.of(
                filter,
                ids,
                clock.instant(),
                sql -> session.query(sql, row -> row.getBoolean(1)).stream().findFirst());
    }
}
