package dev.annals.ingest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a test asks the database, each time on a connection of its own. */
public record TestDatabase(String url) {

    public long count(String table) throws SQLException {
        return Long.parseLong(value("select count(*) from " + table));
    }

    /** The one value that the query returns. */
    public String value(String sql) throws SQLException {
        return column(sql).get(0);
    }

    /** The first column of all rows. */
    public List<String> column(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
