package dev.annals.query.search;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored. No {@code Event}: jsonb prints what it holds in its own way, longer at times than an event
 * may be, and what is stored is answered whatever the rules say today.
 *
 * @param metadata JSON text
 */
public record EventRow(
        UUID id,
        String category,
        String type,
        @Nullable String actorType,
        @Nullable String actorId,
        @Nullable String resourceType,
        @Nullable String resourceId,
        String severity,
        String metadata) {

    static final Sql COLUMNS = Sql.of("""
            id,
            category,
            type,
            actor_type,
            actor_id,
            resource_type,
            resource_id,
            severity,
            metadata""");

    /** Of the first columns: to look each up by its name takes longer than to read it. */
    static EventRow read(ResultSet row) throws SQLException {
        return new EventRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }
}
