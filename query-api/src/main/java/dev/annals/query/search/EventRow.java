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

    static EventRow read(ResultSet row) throws SQLException {
        return new EventRow(
                row.getObject("id", UUID.class),
                row.getString("category"),
                row.getString("type"),
                row.getString("actor_type"),
                row.getString("actor_id"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                row.getString("severity"),
                row.getString("metadata"));
    }
}
