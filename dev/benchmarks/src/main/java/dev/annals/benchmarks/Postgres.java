package dev.annals.benchmarks;

import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Schema;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL with the settings of a small server, which is as safe as one, too. */
final class Postgres implements AutoCloseable {

    /** Beside those of the embedded one, which commits durably. */
    static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", "4GB",
            "effective_cache_size", "12GB",
            "max_wal_size", "8GB",
            "checkpoint_timeout", "15min",
            "random_page_cost", "1.1",
            "max_parallel_workers_per_gather", "0");

    private final EmbeddedPostgresServer server;

    private Postgres(EmbeddedPostgresServer server) {
        this.server = server;
    }

    /** Returns when it answers. */
    static Postgres start(Path home) throws IOException {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(
                home.resolve("postgres"), FreePorts.choose(1).get(0), SETTINGS);
        server.start();
        return new Postgres(server);
    }

    /** Its URL; it has the tables, and nothing in them. What was written before is on disk. */
    String newDatabase(String name) throws SQLException {
        drop(name);
        execute(server.jdbcUrl(), "create database " + name);
        String url = url(name);
        Schema.migrate(new Database(url, "", ""));
        execute(server.jdbcUrl(), "checkpoint");
        return url;
    }

    /** Its URL; it is as the other one is, which nobody uses. */
    String copyOf(String template, String name) throws SQLException {
        drop(name);
        execute(server.jdbcUrl(), "create database " + name + " template " + template + " strategy file_copy");
        execute(server.jdbcUrl(), "checkpoint");
        return url(name);
    }

    void drop(String name) throws SQLException {
        execute(server.jdbcUrl(), "drop database if exists " + name + " with (force)");
    }

    boolean has(String name) throws SQLException {
        return number(server.jdbcUrl(), "select count(*) from pg_database where datname = '" + name + "'") > 0;
    }

    void rename(String from, String to) throws SQLException {
        execute(server.jdbcUrl(), "alter database " + from + " rename to " + to);
    }

    String url(String name) {
        return server.jdbcUrl(name);
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static double number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return number(statement);
        }
    }

    /**
     * Returns a second at most after the number is at least this. Asks by one connection: making a new one each time
     * would take the processors from who is measured.
     *
     * @param waiting asked in between; throws when it is in vain to wait any longer
     */
    static void awaitNumber(String url, String sql, long atLeast, Waiting waiting)
            throws SQLException, IOException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            while (number(statement) < atLeast) {
                waiting.check();
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private static double number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getDouble(1) : 0;
        }
    }

    interface Waiting {
        void check() throws IOException;
    }

    @Override
    public void close() throws IOException {
        try {
            execute(
                    server.jdbcUrl(),
                    "checkpoint"); // or gigabytes that are not on disk yet would take longer than a stop may
        } catch (SQLException e) {
            throw new IOException("PostgreSQL cannot write down what it has", e);
        } finally {
            server.close();
        }
    }
}
