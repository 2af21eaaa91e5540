package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** That the watcher sees what the tests with it say does not happen. */
class LockWaitsIT {

    private final TestDatabase table = new TestDatabase(Backends.shared().newDatabase("lock_waits"));

    @Test
    void watcher_seesOneSessionWaitForAnothersRow() throws Exception {
        // Given
        table.execute("create table counter as select 0 as n");
        try (Connection first = asWorker();
                LockWaits waits = new LockWaits(table)) {
            add(first);

            // When
            CompletableFuture<Void> second =
                    CompletableFuture.runAsync(this::addOnItsOwn, task -> new Thread(task, "second").start());

            // Then
            Eventually.succeeds(() -> assertThat(waits.seen())
                    .anySatisfy(wait -> assertThat(wait).startsWith("transactionid: update counter")));
            assertThat(waits.looksAtSeveral()).isPositive();
            first.commit();
            second.join();
        }
        assertThat(table.value("select n from counter")).isEqualTo("2");
    }

    private void addOnItsOwn() {
        try (Connection connection = asWorker()) {
            add(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection asWorker() throws SQLException {
        Connection connection = DriverManager.getConnection(table.url() + "&ApplicationName=annals-worker");
        connection.setAutoCommit(false);
        return connection;
    }

    private static void add(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update counter set n = n + 1");
        }
    }
}
