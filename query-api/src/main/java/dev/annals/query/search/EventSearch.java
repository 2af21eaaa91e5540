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
            Branches way = RarerWay.toFind(filter, ids, clock.instant(), sql -> number(sql, session));
            return session.query(Statements.page(filter, ids, way, limit + 1), EventRow::read);
        });
        return EventPage.ofOneMore(rows, limit);
    }

    public long count(EventFilter filter) {
        IdRange ids = IdRange.of(filter, null);
        return database.search(session -> {
            Branches way = RarerWay.toCount(filter, ids, clock.instant(), sql -> number(sql, session));
            return number(CountStatements.count(filter, ids, way), session).orElseThrow();
        });
    }

    private static Optional<Long> number(Sql sql, Database.Session session) throws SQLException {
        return session.query(sql, row -> row.getLong(1)).stream().findFirst();
    }
}
