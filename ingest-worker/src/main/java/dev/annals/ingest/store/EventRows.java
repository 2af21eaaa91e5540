package dev.annals.ingest.store;

import dev.annals.event.EventIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Copies rows into {@code events}, or into the staging table {@code incoming} of the careful path.
 *
 * <p>Confined to its writer's thread.
 */
final class EventRows {

    /** What a row carries; {@code ingested_at} is the database's own. */
    static final String COLUMNS =
            "id, inserted_at, category, type, actor_type, actor_id, resource_type, resource_id, severity, metadata";

    private static final int FIELDS = 10;
    private static final int CHUNK = 64 * 1024;

    private static final String COPY_EVENTS = "copy events (" + COLUMNS + ") from stdin (format binary)";
    private static final String COPY_INCOMING = "copy incoming (n, " + COLUMNS + ") from stdin (format binary)";

    private static final Comparator<Row> BY_ID = Comparator.comparing(Row::id, EventIds.ORDER);

    private final CopyBuffer buffer = new CopyBuffer();

    /**
     * Fails with 23505 if one of the ids is there already. In the order of the ids, in which every index is cheapest to extend: the
     * rows of each partition of the topic are in that order, those of several are not.
     */
    void copyToEvents(Connection connection, List<Row> rows) throws SQLException {
        List<Row> ordered = new ArrayList<>(rows);
        ordered.sort(BY_ID);
        copy(connection, COPY_EVENTS, ordered, false);
    }

    /** Numbers the rows from 0 on. */
    void copyToIncoming(Connection connection, List<Row> rows) throws SQLException {
        copy(connection, COPY_INCOMING, rows, true);
    }

    private void copy(Connection connection, String sql, List<Row> rows, boolean numbered) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            buffer.clear();
            buffer.header();
            int number = 0;
            for (Row row : rows) {
                buffer.row(numbered ? FIELDS + 1 : FIELDS);
                if (numbered) {
                    buffer.integer(number++);
                }
                buffer.fields(row.fields());
                if (buffer.size() >= CHUNK) {
                    flush(copy);
                }
            }
            buffer.trailer();
            flush(copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void flush(CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer.bytes(), 0, buffer.size());
        buffer.clear();
    }
}
