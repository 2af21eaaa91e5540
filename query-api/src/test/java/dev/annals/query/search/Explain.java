package dev.annals.query.search;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks PostgreSQL for plans. Confined to one thread. */
final class Explain implements AutoCloseable {

    private static final String INDEXES = """
            select index.relname, coalesce(parent.relname, index.relname)
            from pg_class as index
            left join pg_inherits on pg_inherits.inhrelid = index.oid
            left join pg_class as parent on parent.oid = pg_inherits.inhparent
            where index.relkind in ('i', 'I')
            """;

    private static final String INDEXES_WITH_COMMENT = """
            select index.relname
            from pg_index
            join pg_class as index on index.oid = pg_index.indexrelid
            where pg_index.indrelid = 'events'::regclass
              and obj_description(index.oid, 'pg_class') is not null
            """;

    private final Connection connection;
    private final Map<String, String> parents = new HashMap<>();

    private Explain(Connection connection, String settings) throws SQLException {
        this.connection = connection;
        execute(settings);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INDEXES)) {
            while (rows.next()) {
                parents.put(rows.getString(1), rows.getString(2));
            }
        }
    }

    /** As on the API's connections. */
    static Explain asApi(EventsTable table) throws SQLException {
        return new Explain(table.connect(), SessionSettings.sql(Duration.ofMinutes(1)));
    }

    /** As for somebody with psql. */
    static Explain asAnybody(EventsTable table) throws SQLException {
        return new Explain(table.connect(), "reset all");
    }

    Set<String> indexesWithComment() throws SQLException {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INDEXES_WITH_COMMENT)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** The plan after it has run. */
    Plan plan(Sql sql) throws SQLException {
        String plan = first("explain (analyze, timing off, format json) execute asked", sql)
                .orElseThrow();
        try {
            return new Plan(new ObjectMapper().readTree(plan).get(0).get("Plan"), parents);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of its first row. */
    Optional<String> first(Sql sql) throws SQLException {
        return first("execute asked", sql);
    }

    private Optional<String> first(String execute, Sql sql) throws SQLException {
        execute("prepare asked as " + numbered(sql.text()));
        String values =
                String.join(", ", sql.values().stream().map(Explain::literal).toList());
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(execute + (values.isEmpty() ? "" : '(' + values + ')'))) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        } finally {
            execute("deallocate asked");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private static String numbered(String text) {
        StringBuilder numbered = new StringBuilder();
        int n = 0;
        for (char c : text.toCharArray()) {
            numbered.append(c == '?' ? "$" + ++n : String.valueOf(c));
        }
        return numbered.toString();
    }

    private static String literal(Object value) {
        if (value instanceof List<?> elements) {
            return arrayOf(elements);
        }
        if (value instanceof Sql.Numbers numbers) {
            return arrayOf(numbers.elements());
        }
        return value instanceof Integer ? value.toString() : "'" + value + "'";
    }

    private static String arrayOf(List<?> elements) {
        return elements.stream().map(element -> '"' + element.toString() + '"').collect(joining(",", "'{", "}'"));
    }
}
