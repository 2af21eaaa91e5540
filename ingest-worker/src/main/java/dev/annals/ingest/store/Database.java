package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;

/**
 * Where PostgreSQL is, and how long it may take. Every wait has an end, so that neither a frozen server nor a frozen
 * worker holds a lock for ever.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param unsafeAllowed whether to store events where a loss of power could lose them
 */
public record Database(String url, String user, String password, boolean unsafeAllowed) {

    /** A frozen worker must not keep the position's lock, nor one whose machine has gone without a word. */
    private static final String LIMITS = """
            set application_name = '%s';
            set statement_timeout = '%ds';
            set lock_timeout = '5s';
            set idle_in_transaction_session_timeout = '%ds';
            set tcp_keepalives_idle = 10;
            set tcp_keepalives_interval = 5;
            set tcp_keepalives_count = 3
            """;

    /** What writers are called in {@code pg_stat_activity}. */
    static final String WRITER = "annals-worker";

    /** A writer that keeps its transaction waiting for longer is frozen, or gone. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** One that must be safe. */
    public Database(String url, String user, String password) {
        this(url, user, password, false);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return url.replaceAll("(?i)(password=)[^&]*", "$1***");
    }

    /** A writer's connection, without auto-commit; the caller closes it. */
    Connection connect() throws SQLException {
        return connect(WRITER, Duration.ofSeconds(30));
    }

    /** The same, known to the database under that name, and with so much time for each statement. */
    Connection connect(String application, Duration longestStatement) throws SQLException {
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            PGProperty.USER.set(properties, user);
        }
        if (!password.isEmpty()) {
            PGProperty.PASSWORD.set(properties, password);
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, "5"); // seconds, like the others
        PGProperty.LOGIN_TIMEOUT.set(properties, "10");
        long socketTimeout = longestStatement.plusSeconds(10).toSeconds(); // PostgreSQL's limit comes first
        PGProperty.SOCKET_TIMEOUT.set(properties, Long.toString(socketTimeout));
        PGProperty.TCP_KEEP_ALIVE.set(properties, "true");
        PGProperty.PREPARE_THRESHOLD.set(properties, "1");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement limits = connection.createStatement()) { // not as "options", which the URL could replace
            limits.execute(LIMITS.formatted(application, longestStatement.toSeconds(), LONGEST_PAUSE.toSeconds()));
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
