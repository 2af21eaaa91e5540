package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of workers that froze in the middle of a COPY. PostgreSQL ends by itself what is idle in its transaction, and what
 * takes longer than {@code statement_timeout}; but it cancels nothing while it waits for the rest of what a client is sending, and a
 * frozen process keeps its connection alive. The position that such a session has locked would stay so for ever.
 *
 * <p>Whoever was locked out looks. A session is frozen if it was waiting for its client in a statement of some age at two looks,
 * and not a byte came between them. Confined to one thread.
 */
final class FrozenSessions {

    private static final Logger log = LoggerFactory.getLogger(FrozenSessions.class);

    /** Of the same role: to end those takes no other right. */
    private static final String WAITING = """
            select a.pid, coalesce(host(a.client_addr), 'this machine') as client,
                a.query_start || ' ' || coalesce(c.bytes_processed, -1) as state,
                a.query_start < clock_timestamp() - ? * interval '1 millisecond' as is_old
            from pg_stat_activity a left join pg_stat_progress_copy c on c.pid = a.pid
            where a.datname = current_database() and a.usename = session_user and a.application_name = ?
                and a.pid <> pg_backend_pid() and a.state = 'active' and a.wait_event_type = 'Client'
            """;

    private static final String END = "select pg_terminate_backend(?)";

    private final String application;
    private final Duration age;
    private Map<Integer, String> seen = Map.of();

    /** @param age of the statement, at least */
    FrozenSessions(String application, Duration age) {
        this.application = application;
        this.age = age;
    }

    /**
     * Ends those that are as they were at the last look, in a transaction of its own; returns how many. To be called some
     * seconds apart.
     */
    int look(Connection connection) throws SQLException {
        Map<Integer, String> now = new HashMap<>();
        int ended = 0;
        try (PreparedStatement waiting = connection.prepareStatement(WAITING)) {
            waiting.setLong(1, age.toMillis());
            waiting.setString(2, application);
            try (ResultSet row = waiting.executeQuery()) {
                while (row.next()) {
                    int pid = row.getInt("pid");
                    String state = row.getString("state");
                    now.put(pid, state);
                    if (state.equals(seen.get(pid)) && row.getBoolean("is_old") && end(connection, pid)) {
                        ended++;
                        log.warn(
                                "ended the session {} of a worker at {}, which began to send rows at {} and went on no more;"
                                        + " what it had begun is undone, what it locked is free",
                                pid,
                                row.getString("client"),
                                state.substring(0, state.lastIndexOf(' ')));
                    }
                }
            }
        }
        connection.commit();
        seen = now;
        return ended;
    }

    private static boolean end(Connection connection, int pid) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement(END)) {
            end.setInt(1, pid);
            try (ResultSet row = end.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
