package dev.annals.query.search;

import dev.annals.event.EventFilter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The API's own statements, asked by JDBC with nothing around them. Confined to one thread. */
public final class PlainSearch implements AutoCloseable {

    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);
    private static final int COLUMNS = 9;

    private final Connection connection;

    private PlainSearch(Connection connection) {
        this.connection = connection;
    }

    public static PlainSearch on(String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("prepareThreshold", "1");
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SessionSettings.sql(STATEMENT_TIMEOUT));
        }
        return new PlainSearch(connection);
    }

    /** Reads every column of every row; returns the last row's id, or null if there is none. */
    public @Nullable UUID page(EventFilter filter, @Nullable UUID before, int limit) throws SQLException {
        UUID last = null;
        try (PreparedStatement statement =
                        Statements.page(filter, before, limit).prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                last = row.getObject(1, UUID.class);
                for (int column = 2; column <= COLUMNS; column++) {
                    var unused = row.getString(column);
                }
            }
        }
        return last;
    }

    /** By {@code count(*)} over the rows, whatever is counted by the hour. */
    public long countRows(EventFilter filter) throws SQLException {
        IdRange ids = IdRange.of(filter, null);
        List<Sql> conditions = Conditions.of(filter, Set.of());
        StringBuilder sql = new StringBuilder("select count(*) from events where id >= %s and id < %s");
        conditions.forEach(condition -> sql.append(" and %s"));
        Object[] parts = new Object[2 + conditions.size()];
        parts[0] = ids.from();
        parts[1] = ids.to();
        for (int i = 0; i < conditions.size(); i++) {
            parts[2 + i] = conditions.get(i);
        }
        try (PreparedStatement statement = Sql.of(sql.toString(), parts).prepare(connection);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
