package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API's own statements, asked by JDBC with nothing around them. Confined to one thread. */
public final class PlainSearch implements AutoCloseable {

    /** As the API has it, and for counting rows what that takes. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration COUNT_TIMEOUT = Duration.ofMinutes(5);

    /** As anybody has it who counts by hand: a plan for these values, by several processes. */
    private static final String BY_HAND =
            "set plan_cache_mode = force_custom_plan; set max_parallel_workers_per_gather = 2";

    private static final String QUERY_CANCELED = "57014";
    private static final int COLUMNS = 9;

    private final Connection connection;

    private PlainSearch(Connection connection) {
        this.connection = connection;
    }

    /** With the settings of the API's own connections. */
    public static PlainSearch on(String url) throws SQLException {
        return new PlainSearch(connect(url, SessionSettings.sql(STATEMENT_TIMEOUT)));
    }

    /** For {@link #countRows}. */
    public static PlainSearch counting(String url) throws SQLException {
        return new PlainSearch(connect(url, SessionSettings.sql(COUNT_TIMEOUT) + BY_HAND));
    }

    private static Connection connect(String url, String settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("prepareThreshold", "1");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
        }
        return connection;
    }

    /** Whether that is what a statement that took too long ends with. */
    public static boolean isGivenUp(SQLException e) {
        return QUERY_CANCELED.equals(e.getSQLState());
    }

    /** Reads every column of every row; returns the last row's id, or null if there is none. */
    public @Nullable UUID page(EventFilter filter, @Nullable UUID before, int limit) throws SQLException {
        IdRange ids = IdRange.of(filter, before);
        List<UUID> found = ids(Statements.page(filter, ids, way(filter, ids), limit));
        return found.isEmpty() ? null : found.get(found.size() - 1);
    }

    /** Of the first page, by that way. */
    List<UUID> ids(EventFilter filter, Branches way, int limit) throws SQLException {
        return ids(Statements.page(filter, IdRange.of(filter, null), way, limit));
    }

    private List<UUID> ids(Sql page) throws SQLException {
        try (PreparedStatement statement = page.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(read(row));
            }
            return ids;
        }
    }

    private static UUID read(ResultSet row) throws SQLException {
        for (int column = 2; column <= COLUMNS; column++) {
            var unused = row.getString(column);
        }
        return row.getObject(1, UUID.class);
    }

    /** By {@code count(*)} over the rows, whatever is counted by the hour. */
    public long countRows(EventFilter filter) throws SQLException {
        return countRows(filter, way(filter, IdRange.of(filter, null)));
    }

    long countRows(EventFilter filter, Branches way) throws SQLException {
        Sql sql = CountStatements.countOfRows(filter, IdRange.of(filter, null), way);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private Branches way(EventFilter filter, IdRange ids) throws SQLException {
        return RarerWay.toFind(filter, ids, Instant.now(), this::number);
    }

    private Optional<Long> number(Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
