package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of workers that froze in the middle of a COPY. PostgreSQL ends by itself what is idle in its transaction, and what
 * takes longer than {@code statement_timeout}; but it cancels nothing while it waits for the rest of what a client is sending, and a
 * frozen process keeps its connection alive. The position that such a session has locked would stay so for ever.
 */
final class FrozenSessions {

    private static final Logger log = LoggerFactory.getLogger(FrozenSessions.class);

    /** Of the same role: that needs no other right than to be that role. */
    private static final String END = """
            select pid, coalesce(host(client_addr), 'local') as client, query_start, pg_terminate_backend(pid) as ended
            from pg_stat_activity
            where datname = current_database() and usename = current_user and application_name = ? and pid <> pg_backend_pid()
                and state = 'active' and wait_event_type = 'Client'
                and query_start < clock_timestamp() - ? * interval '1 millisecond'
            """;

    private FrozenSessions() {}

    /**
     * Ends those that are waiting for their client in a statement that began that long ago, in a transaction of its own; returns
     * how many. One that is only slow loses no more than its batch, which is the caller's by now.
     */
    static int end(Connection connection, String application, Duration longestPause) throws SQLException {
        int ended = 0;
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setString(1, application);
            end.setLong(2, longestPause.toMillis());
            try (ResultSet row = end.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean("ended")) {
                        ended++;
                        log.warn(
                                "ended the session {} of a worker at {}, which has been sending rows since {} and goes on no"
                                        + " more; what it had begun is undone, what it locked is free",
                                row.getInt("pid"),
                                row.getString("client"),
                                row.getTimestamp("query_start").toInstant());
                    }
                }
            }
        }
        connection.commit();
        return ended;
    }
}
