package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a COMMIT that was answered outlives a loss of power. The position in the database decides what is read again, but
 * Kafka forgets after days, and lag tools and people believe what was committed.
 */
final class Durability {

    private static final Logger log = LoggerFactory.getLogger(Durability.class);

    private static final String SETTINGS =
            """
            select
                current_setting('fsync'),
                current_setting('full_page_writes'),
                current_setting('synchronous_commit'),
                set_config('synchronous_commit', current_setting('synchronous_commit'), false)
            """; // the last one keeps what was found, whatever is reloaded while the connection lives

    /** "object not in prerequisite state": an outage like any other. */
    private static final String NOT_NOW = "55000";

    private Durability() {}

    /**
     * Looks at what is in effect for this connection. In a transaction of its own.
     *
     * @throws SQLException if something is off, and that is not allowed
     */
    static void check(Connection connection, Database database) throws SQLException {
        List<String> off = off(connection);
        connection.commit();
        if (off.isEmpty()) {
            return;
        }
        if (!database.unsafeAllowed()) {
            throw new SQLException(
                    String.join(" and ", off)
                            + " would lose events that count as stored when the power fails: switch on"
                            + " fsync, full_page_writes and synchronous_commit of this server, database and role",
                    NOT_NOW);
        }
        log.warn("UNSAFE: {} at {}, and ANNALS_WORKER_UNSAFE_DATABASE allows it", String.join(" and ", off), database);
    }

    private static List<String> off(Connection connection) throws SQLException {
        List<String> off = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(SETTINGS)) {
            row.next();
            for (int i = 1; i <= 3; i++) {
                if (row.getString(i).equals("off")) {
                    off.add(List.of("fsync=off", "full_page_writes=off", "synchronous_commit=off")
                            .get(i - 1));
                }
            }
        }
        return off;
    }
}
