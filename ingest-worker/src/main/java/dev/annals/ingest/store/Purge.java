package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes events that are older than a cut, with their counts: partitions that are older as a whole are dropped, one a
 * transaction; then, of the partition that the cut lies in, the older hours are deleted, one a transaction. So at every
 * moment the counts are exact, whatever is inserted meanwhile, and a run that breaks off leaves nothing half done.
 *
 * <p>"Every moment" is one statement, or a transaction that locks {@code events} before it takes its snapshot: a partition
 * that is dropped is gone for older snapshots too.
 *
 * <p>Confined to one thread.
 */
public final class Purge {

    private static final Logger log = LoggerFactory.getLogger(Purge.class);

    private static final String APPLICATION = "annals-retention";

    /** An hour is deleted in one statement, however many events it has. */
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(30);

    /** Until the connection ends. Any number that nothing else in this database locks. */
    private static final String ONE_RUNNER = "select pg_try_advisory_lock(4275839202)";

    private static final String NO_RUNNER = "select pg_advisory_unlock(4275839202)";

    /** Locked before the first snapshot, so that no partition goes between the numbers. */
    private static final String ONE_SNAPSHOT =
            "set transaction isolation level repeatable read, read only; lock table events in access share mode";

    private final Connection connection;
    private final Clock clock;
    private final Pauses pauses;
    private final LockPatience patience;
    private final Instant cut;
    private final Instant start;
    private final List<PurgeReport.Part> dropped = new ArrayList<>();
    private final List<String> busy = new ArrayList<>();
    private String trimmedPartition = "";
    private long trimmedRows;

    private Purge(Connection connection, Instant cut, Clock clock, Pauses pauses) {
        this.connection = connection;
        this.clock = clock;
        this.pauses = pauses;
        this.patience = new LockPatience(connection, pauses);
        this.cut = cut.truncatedTo(ChronoUnit.MILLIS); // finer than an id's time
        this.start = clock.instant();
    }

    /** Deletes what is older than {@code cut}. A failure is an outcome too, not an exception. */
    public static PurgeOutcome run(Database database, Instant cut, Clock clock, Pauses pauses) {
        return with(database, cut, clock, pauses, Purge::runAlone);
    }

    /** The same numbers, of what a run would do now; changes nothing. */
    public static PurgeOutcome dryRun(Database database, Instant cut, Clock clock) {
        return with(database, cut, clock, time -> true, Purge::count);
    }

    private static PurgeOutcome with(Database database, Instant cut, Clock clock, Pauses pauses, Work work) {
        Purge purge = null;
        try (Connection connection = database.connect(APPLICATION, LONGEST_STATEMENT)) {
            purge = new Purge(connection, cut, clock, pauses);
            return work.run(purge);
        } catch (SQLException e) {
            log.debug("retention broke off", e);
            PurgeReport report = purge == null ? nothing(cut) : purge.report();
            return new PurgeOutcome.Broken(report, reason(database, e), purge != null);
        }
    }

    private static String reason(Database database, SQLException e) {
        boolean noTables = "42P01".equals(e.getSQLState());
        return "PostgreSQL at " + database + " cannot do it now: " + e.getMessage() + " (SQLSTATE " + e.getSQLState()
                + ")" + (noTables ? "; a worker makes and upgrades the tables: start one first" : "");
    }

    private static PurgeReport nothing(Instant cut) {
        return new PurgeReport(cut, List.of(), Optional.empty(), List.of(), Duration.ZERO);
    }

    /** What a run does with its connection. */
    private interface Work {
        PurgeOutcome run(Purge purge) throws SQLException;
    }

    private PurgeOutcome runAlone() throws SQLException {
        if (!isTrue(ONE_RUNNER)) {
            return new PurgeOutcome.Busy();
        }
        PurgeOutcome outcome = deleteAll();
        isTrue(NO_RUNNER); // closing would do, but only in a moment
        return outcome;
    }

    private PurgeOutcome deleteAll() throws SQLException {
        List<PartitionRange> partitions = StoredPartitions.before(connection, cut);
        connection.commit();
        for (PartitionRange partition : partitions) {
            if (!pauses.await(Duration.ZERO)) {
                return stopped();
            }
            if (isOld(partition)) {
                drop(partition);
            } else {
                trim(partition);
            }
        }
        return pauses.await(Duration.ZERO) ? new PurgeOutcome.Done(report()) : stopped();
    }

    private PurgeOutcome stopped() {
        return new PurgeOutcome.Broken(report(), "it was told to stop", true);
    }

    private boolean isTrue(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            boolean answer = row.next() && row.getBoolean(1);
            connection.commit();
            return answer;
        }
    }

    private boolean isOld(PartitionRange partition) {
        return !partition.to().isAfter(cut);
    }

    private void drop(PartitionRange partition) throws SQLException {
        Optional<Long> events = patience.commit(locked -> WholePartition.drop(locked, partition));
        if (events.isEmpty()) {
            busy.add(partition.name());
            return;
        }
        dropped.add(new PurgeReport.Part(partition.name(), events.get()));
    }

    private void trim(PartitionRange partition) throws SQLException {
        trimmedPartition = partition.name();
        Optional<Instant> next = first(partition.from());
        while (next.isPresent() && pauses.await(Duration.ZERO)) {
            Instant hour = PartialPartition.hourOf(next.get());
            Optional<Long> rows = patience.commit(locked -> PartialPartition.deleteHour(locked, hour, cut));
            if (rows.isEmpty()) {
                busy.add(partition.name());
                return;
            }
            trimmedRows += rows.get();
            next = first(PartialPartition.endOfHour(hour, cut));
        }
    }

    private Optional<Instant> first(Instant from) throws SQLException {
        Optional<Instant> first = PartialPartition.firstTime(connection, from, cut);
        connection.commit();
        return first;
    }

    private PurgeOutcome count() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ONE_SNAPSHOT);
        }
        for (PartitionRange partition : StoredPartitions.before(connection, cut)) {
            if (isOld(partition)) {
                dropped.add(new PurgeReport.Part(partition.name(), WholePartition.count(connection, partition)));
            } else {
                trimmedPartition = partition.name();
                trimmedRows = PartialPartition.count(connection, partition.from(), cut);
            }
        }
        connection.rollback();
        return new PurgeOutcome.Done(report());
    }

    private PurgeReport report() {
        Optional<PurgeReport.Part> trimmed =
                trimmedRows == 0 ? Optional.empty() : Optional.of(new PurgeReport.Part(trimmedPartition, trimmedRows));
        return new PurgeReport(cut, dropped, trimmed, busy, Duration.between(start, clock.instant()));
    }
}
