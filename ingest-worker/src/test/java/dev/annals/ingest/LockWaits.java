package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;

/** Looks every few milliseconds, until it is closed, at what the workers' sessions in a database wait for. */
final class LockWaits implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(2);
    private static final Duration TO_OPEN = Duration.ofSeconds(120);

    /**
     * Who waits for a row waits for the transaction that changed it, or for the one that is first in that queue. Writers may wait
     * for the roll-up, for moments, when they count in an hour that is over: that is no writer's doing.
     */
    private static final String LOOK = """
            select
                count(*) filter (where xact_start is not null) as working,
                string_agg(wait_event || ': ' || query, e'\\n')
                    filter (where wait_event_type = 'Lock' and wait_event in ('transactionid', 'tuple', 'spectoken')
                        and exists (
                            select from pg_stat_activity holder
                            where holder.pid = any (pg_blocking_pids(waiter.pid))
                              and holder.application_name = 'annals-worker'
                        ))
                    as waiting
            from pg_stat_activity waiter
            where datname = current_database()
              and application_name = 'annals-worker'
            """;

    private final String url;
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final CompletableFuture<Void> watching;
    private volatile int looks; // written by the watching thread only, like the next
    private volatile int looksAtSeveral;
    private volatile boolean stopping;

    /**
     * Begins when that many partitions have their position. Before, while they are shared out, whoever makes one that another is
     * making waits for that one's end: that is no writer's doing either.
     */
    static LockWaits onceOpened(TestDatabase database, int partitions) {
        Eventually.succeeds(
                TO_OPEN, () -> assertThat(database.count("ingest_positions")).isEqualTo(partitions));
        return new LockWaits(database);
    }

    LockWaits(TestDatabase database) {
        this.url = database.url();
        this.watching = CompletableFuture.runAsync(this::watch, task -> new Thread(task, "lock-waits").start());
    }

    private void watch() {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            while (!stopping) {
                look(statement);
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void look(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LOOK)) {
            row.next();
            looks++;
            if (row.getInt("working") > 1) {
                looksAtSeveral++;
            }
            String waiting = row.getString("waiting");
            if (waiting != null) {
                seen.add(waiting);
            }
        }
    }

    /** Each different picture of sessions that waited for another one's row. */
    Set<String> seen() {
        return seen;
    }

    int looks() {
        return looks;
    }

    /** Looks that found two or more sessions in the middle of a transaction: without these, nothing is proven. */
    int looksAtSeveral() {
        return looksAtSeveral;
    }

    /** Fails if the watching itself failed. */
    @Override
    public void close() {
        stopping = true;
        watching.join();
    }
}
