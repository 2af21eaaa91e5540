package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final PoisonBreaker breaker;

    public BatchWriter(Database database, Clock clock, OutageListener listener) {
        this.session = new Session(database, listener);
        this.partitions = new Partitions(clock);
        this.breaker = new PoisonBreaker(clock);
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
                Optional<Outcome> outcome = attempt.run(session.connection());
                if (outcome.isPresent()) {
                    session.succeeded();
                    return outcome.get();
                }
            } catch (SQLException e) {
                attempt.failed(e);
            }
        }
    }

    /**
     * Where these sources stand, however long it takes; those that have no position yet begin at the given offset.
     *
     * @throws WriterStoppedException if {@link #stop()} was called meanwhile
     */
    public Opening open(Map<Source, Long> starts) {
        return untilItWorks(connection -> {
            Positions.create(connection, starts);
            breaker.begin(Stops.windows(connection, starts.keySet()));
            return new Opening(Positions.read(connection, starts.keySet()), Stops.read(connection, starts.keySet()));
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
        private final Replays replays = new Replays();
        /** Rows that PostgreSQL refused, since it was away last. */
        private final Map<RawRecord, DeadLetter> refused = new LinkedHashMap<>();
        /** What the last COMMIT would have stored, while its answer is not known. */
        private @Nullable Unconfirmed unconfirmed;

        Attempt(Batch batch) {
            this.batch = batch;
        }

        /** How it ended; nothing if it must be tried again at once, knowing more. */
        Optional<Outcome> run(Connection connection) throws SQLException {
            replays.learn(connection, batch.deadLetters());
            connection.rollback(); // that was a look, in a transaction of its own
            PoisonBreaker.Verdict verdict = judge();
            Batch passing = verdict.batch();
            partitions.prepare(connection, passing);
            if (!Positions.advance(connection, passing.advances())) {
                return Optional.of(settle(connection));
            }
            Gaps.insert(connection, passing.gaps());
            LostLogs.setAside(connection, passing.gaps());
            Outcome.Stored stored = careful ? storeCarefully(connection, verdict) : storeFast(connection, passing);
            PoisonBreaker.Verdict known = judge();
            if (!known.stopsWhere(verdict)) {
                connection.rollback(); // with what PostgreSQL refused it is too much: cut the batch there
                return Optional.empty();
            }
            Stops.insert(connection, known.stops());
            Outcome outcome = known.stops().isEmpty() ? stored : new Outcome.Stopped(passing, stored, known.stops());
            unconfirmed = new Unconfirmed(known, outcome);
            connection.commit();
            breaker.stored(known);
            return Optional.of(outcome);
        }

        private PoisonBreaker.Verdict judge() {
            return breaker.judge(batch, refused.values(), replays);
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
                outage(e);
            } else if (failure == SqlFailure.TRANSIENT) {
                session.disconnectAfter(e);
                if (++transients > QUIET_TRANSIENTS) {
                    session.tell(e);
                }
            } else {
                outage(e);
            }
        }

        /** Whoever ends it may have mended what refused the rows, too. */
        private void outage(SQLException e) {
            refused.clear();
            session.outage(e);
        }

        /** The positions are not where the batch began: did our own lost COMMIT move them, or somebody else? */
        private Outcome settle(Connection connection) throws SQLException {
            List<Source> sources =
                    batch.advances().stream().map(Advance::source).toList();
            Map<Source, Long> positions = Positions.read(connection, sources);
            connection.rollback();
            if (unconfirmed != null && unconfirmed.isIn(positions)) {
                breaker.stored(unconfirmed.verdict());
                return unconfirmed.outcome();
            }
            log.info("another worker has moved on; dropped {}, the positions are {}", batch, positions);
            return new Outcome.Outdated();
        }

        private Outcome.Stored storeFast(Connection connection, Batch passing) throws SQLException {
            if (!passing.rows().isEmpty()) {
                eventRows.copyToEvents(connection, passing.rows());
            }
            DeadLetters.insert(connection, passing.deadLetters(), replays);
            EventCounts.add(connection, passing.rows());
            return new Outcome.Stored(passing.rows().size(), 0, passing.deadLetters());
        }

        /** Without looking once more for what an earlier attempt has found. */
        private Outcome.Stored storeCarefully(Connection connection, PoisonBreaker.Verdict verdict)
                throws SQLException {
            Batch passing = verdict.batch();
            List<Row> untried = passing.rows().stream()
                    .filter(row -> !refused.containsKey(row.origin()))
                    .toList();
            CarefulPath.Stored result = carefulPath.store(connection, untried, (during, found) -> {
                learn(during, found);
                return !judge().stopsWhere(verdict); // the batch will be cut before what is left
            });
            learn(connection, result.refused());
            List<DeadLetter> letters = new ArrayList<>(passing.deadLetters());
            letters.addAll(result.conflicts());
            passing.rows().stream()
                    .map(row -> refused.get(row.origin()))
                    .filter(Objects::nonNull)
                    .forEach(letters::add);
            DeadLetters.insert(connection, letters, replays);
            EventCounts.add(connection, result.inserted());
            return new Outcome.Stored(result.inserted().size(), result.duplicates(), letters);
        }

        private void learn(Connection connection, List<DeadLetter> found) throws SQLException {
            found.forEach(letter -> refused.put(letter.origin(), letter));
            replays.learn(connection, found);
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

    /** A COMMIT whose answer may have been lost. */
    private record Unconfirmed(PoisonBreaker.Verdict verdict, Outcome outcome) {

        boolean isIn(Map<Source, Long> positions) {
            return verdict.batch().advances().stream()
                    .allMatch(advance -> Long.valueOf(advance.to()).equals(positions.get(advance.source())));
        }
    }
}
