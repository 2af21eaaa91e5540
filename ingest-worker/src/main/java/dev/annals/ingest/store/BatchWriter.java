package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches exactly once: one transaction moves the positions by compare-and-set, as its first statement, stores
 * the rows and dead letters, and counts the rows, as its last. A batch that was delivered again, or that another worker
 * has stored meanwhile, fails the comparison and changes nothing.
 *
 * <p>Outages are waited out here, without limit. A COMMIT whose answer was lost is settled by reading the positions back.
 *
 * <p>Confined to its writer's thread, but for {@link #stop()}.
 */
public final class BatchWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    /** In a row; more are no chance any more. */
    private static final int QUIET_TRANSIENTS = 2;

    private final Session session;
    private final Partitions partitions;
    private final EventRows eventRows = new EventRows();
    private final CarefulPath carefulPath = new CarefulPath(eventRows);

    public BatchWriter(Database database, Clock clock, OutageListener listener) {
        this.session = new Session(database, listener);
        this.partitions = new Partitions(clock);
    }

    /**
     * Stores the batch, however long it takes.
     *
     * @throws WriterStoppedException if {@link #stop()} was called meanwhile; nothing was stored then
     */
    public Outcome write(Batch batch) {
        Attempt attempt = new Attempt(batch);
        while (true) {
            session.checkStopped();
            try {
                Outcome outcome = attempt.run(session.connection());
                session.succeeded();
                return outcome;
            } catch (SQLException e) {
                attempt.failed(e);
            }
        }
    }

    /**
     * The stored positions of these sources, however long it takes; those that have none yet begin at the given offset.
     *
     * @throws WriterStoppedException if {@link #stop()} was called meanwhile
     */
    public Map<Source, Long> open(Map<Source, Long> starts) {
        return untilItWorks(connection -> {
            Positions.create(connection, starts);
            return Positions.read(connection, starts.keySet());
        });
    }

    /**
     * Returns when the database answers.
     *
     * @throws WriterStoppedException if {@link #stop()} was called meanwhile
     */
    public void awaitDatabase() {
        untilItWorks(BatchWriter::ask);
    }

    private static boolean ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select 1");
        }
    }

    private <T> T untilItWorks(Work<T> work) {
        while (true) {
            session.checkStopped();
            try {
                Connection connection = session.connection();
                T result = work.run(connection);
                connection.commit();
                session.succeeded();
                return result;
            } catch (SQLException e) {
                session.outage(e);
            }
        }
    }

    /** From any thread: what is being written may still finish, but nothing is waited for any more. */
    public void stop() {
        session.stop();
    }

    @Override
    public void close() {
        session.disconnect();
    }

    /** What one transaction does. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** The tries at one batch, and what they taught. */
    private final class Attempt {

        private final Batch batch;
        private boolean careful;
        private boolean lookedForPartitions;
        private int transients;
        /** What the last COMMIT would have stored, while its answer is not known. */
        private Outcome.@Nullable Stored unconfirmed;

        Attempt(Batch batch) {
            this.batch = batch;
        }

        Outcome run(Connection connection) throws SQLException {
            partitions.prepare(connection, batch);
            if (!Positions.advance(connection, batch.advances())) {
                return settle(connection);
            }
            Outcome.Stored stored = careful ? storeCarefully(connection) : storeFast(connection);
            unconfirmed = stored;
            connection.commit();
            return stored;
        }

        void failed(SQLException e) {
            SqlFailure failure = SqlFailure.of(e);
            log.debug("attempt failed as {}: {}", failure, batch, e);
            boolean knowsNow = !careful && (failure == SqlFailure.DUPLICATE || failure == SqlFailure.POISON);
            if (knowsNow) {
                careful = true;
                rollback();
            } else if (failure == SqlFailure.MISSING_PARTITION && !lookedForPartitions) {
                lookedForPartitions = true; // if that does not help, something else is wrong with the table
                partitions.forget();
                rollback();
            } else if (failure == SqlFailure.MISSING_PARTITION) {
                partitions.forget(); // or retention has dropped it once more
                session.outage(e);
            } else if (failure == SqlFailure.TRANSIENT) {
                session.disconnect();
                if (++transients > QUIET_TRANSIENTS) {
                    session.tell(e);
                }
            } else {
                session.outage(e);
            }
        }

        /** The positions are not where the batch began: did our own lost COMMIT move them, or somebody else? */
        private Outcome settle(Connection connection) throws SQLException {
            List<Source> sources =
                    batch.advances().stream().map(Advance::source).toList();
            Map<Source, Long> positions = Positions.read(connection, sources);
            connection.rollback();
            boolean allMoved = batch.advances().stream()
                    .allMatch(advance -> Long.valueOf(advance.to()).equals(positions.get(advance.source())));
            if (unconfirmed != null && allMoved) {
                return unconfirmed;
            }
            log.info("another worker has moved on; dropped {}, the positions are {}", batch, positions);
            return new Outcome.Outdated();
        }

        private Outcome.Stored storeFast(Connection connection) throws SQLException {
            if (!batch.rows().isEmpty()) {
                eventRows.copyToEvents(connection, batch.rows());
            }
            DeadLetters.insert(connection, batch.deadLetters());
            EventCounts.add(connection, batch.rows());
            return new Outcome.Stored(batch.rows().size(), 0, batch.deadLetters());
        }

        private Outcome.Stored storeCarefully(Connection connection) throws SQLException {
            CarefulPath.Stored result = carefulPath.store(connection, batch.rows());
            List<DeadLetter> letters = new ArrayList<>(batch.deadLetters());
            letters.addAll(result.deadLetters());
            DeadLetters.insert(connection, letters);
            EventCounts.add(connection, result.inserted());
            return new Outcome.Stored(result.inserted().size(), result.duplicates(), letters);
        }

        private void rollback() {
            try {
                session.connection().rollback();
            } catch (SQLException e) {
                log.debug("could not roll back; a new connection will do", e);
                session.disconnect();
            }
        }
    }
}
