package dev.annals.query.search;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The connections to PostgreSQL: read-only, bounded in number and in time, and back by themselves after an outage.
 * A search gives its connection back before anybody reads the answer. Thread-safe.
 */
public final class Database implements AutoCloseable {

    /** How long a search waits for a connection; with the checks it makes, an outage is told within 3 s. */
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(2);

    /** How long a start waits for PostgreSQL, which may be starting too. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(10);

    private static final Duration READINESS_WAIT = Duration.ofMillis(800);

    /** How long a look-up by id may take, which takes a millisecond. */
    private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(2);

    /** For the answer of a statement that was cancelled to arrive. */
    private static final Duration SOCKET_GRACE = Duration.ofSeconds(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final DatabaseErrors errors;
    private final DatabaseErrors lookUpErrors = new DatabaseErrors(LOOK_UP_TIMEOUT, () -> 0); // nobody else holds it
    private final HikariDataSource searches;
    private final HikariDataSource lookUps;
    private final HikariDataSource readiness;

    private Database(DatabaseSettings settings, MeterRegistry metrics) {
        HikariConfig forSearches = pool("annals-api", settings, settings.connections(), CONNECTION_WAIT);
        forSearches.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
        this.searches = new HikariDataSource(forSearches);
        HikariPoolMXBean pool = searches.getHikariPoolMXBean();
        this.errors = new DatabaseErrors(settings.statementTimeout(), pool::getTotalConnections);
        this.lookUps = new HikariDataSource(
                pool("annals-api-look-ups", settings.giveUpAfter(LOOK_UP_TIMEOUT), 1, CONNECTION_WAIT));
        this.readiness = new HikariDataSource(pool("annals-api-readiness", settings, 1, READINESS_WAIT));
    }

    /**
     * Connects.
     *
     * @throws DatabaseUnavailableException if PostgreSQL cannot be reached for 10 s, or its tables are not for this user
     * @throws DatabaseBusyException if it accepts connections too slowly, for 10 s
     * @throws SchemaException if its schema is missing or too old
     */
    public static Database open(DatabaseSettings settings, MeterRegistry metrics) {
        return open(settings, metrics, START_PATIENCE);
    }

    static Database open(DatabaseSettings settings, MeterRegistry metrics, Duration patience) {
        Database database = new Database(settings, metrics);
        try {
            awaitDatabase(() -> SchemaVersion.check(database), patience);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Asks again until it can: busy is what the pool calls a slow start, too, as nobody else searches yet. */
    static void awaitDatabase(Runnable check, Duration patience) {
        long start = System.nanoTime();
        while (true) {
            try {
                check.run();
                return;
            } catch (DatabaseUnavailableException | DatabaseBusyException e) {
                if (System.nanoTime() - start >= patience.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    /** Why no search can be answered at the moment, or empty. Asks PostgreSQL, on a connection that searches do not use. */
    public Optional<String> outage() {
        try (Connection connection = readiness.getConnection();
                PreparedStatement statement = connection.prepareStatement("select 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.empty() : Optional.of("PostgreSQL gave no answer");
        } catch (SQLException e) {
            return Optional.of(DatabaseErrors.reason(e));
        }
    }

    <T> List<T> query(Sql sql, RowReader<T> reader) {
        return search(session -> session.query(sql, reader));
    }

    /** On one connection: whoever has begun does not queue again for the next statement. */
    <T> T search(Search<T> search) {
        try (Connection connection = searches.getConnection()) {
            return search.on(new Session(connection));
        } catch (SQLException e) {
            throw errors.translate(e);
        }
    }

    /**
     * On a connection that searches do not use, so that what must be quick does not wait for them. One at a time.
     *
     * @throws DatabaseUnavailableException also if it takes longer than 2 s
     */
    <T> List<T> lookUp(Sql sql, RowReader<T> reader) {
        try (Connection connection = lookUps.getConnection()) {
            return new Session(connection).query(sql, reader);
        } catch (SQLException e) {
            RuntimeException meaning = lookUpErrors.translate(e);
            throw meaning instanceof SearchTimeoutException
                    ? new DatabaseUnavailableException(DatabaseErrors.reason(e), e)
                    : meaning;
        }
    }

    @Override
    public void close() {
        searches.close();
        lookUps.close();
        readiness.close();
    }

    private static HikariConfig pool(String name, DatabaseSettings settings, int size, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(wait.toMillis());
        config.setValidationTimeout(wait.toMillis() / 2);
        // told, not found out: a first connection that breaks meanwhile would leave HikariCP 7.1 with a level that no
        // connection can have, and the pool would never be well again
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1); // the first statement tells better what is wrong
        config.setConnectionInitSql(SessionSettings.sql(settings.statementTimeout()));
        config.addDataSourceProperty("ApplicationName", name);
        config.addDataSourceProperty("prepareThreshold", "1"); // on the server from the first time on
        config.addDataSourceProperty("connectTimeout", "1");
        config.addDataSourceProperty("loginTimeout", "2");
        config.addDataSourceProperty(
                "socketTimeout", settings.statementTimeout().plus(SOCKET_GRACE).toSeconds());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }

    /** What is asked on one connection: statements one after the other, each with its own time-out. */
    interface Search<T> {
        T on(Session session) throws SQLException;
    }

    /** A connection, as long as it is held. */
    record Session(Connection connection) {

        <T> List<T> query(Sql sql, RowReader<T> reader) throws SQLException {
            try (PreparedStatement statement = sql.prepare(connection);
                    ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(reader.read(rows));
                }
                return result;
            }
        }
    }

    /** What to make of one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
