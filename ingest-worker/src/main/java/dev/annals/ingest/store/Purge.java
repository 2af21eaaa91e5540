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
 * moment the counts are exact, whatever is inserted meanwhile, and a run that breaks off leaves nothing half done. A
 * partition that cannot be dropped, because {@code events} is in use all the time, is emptied by the hour: that locks no
 * more than the rows. A later run drops it. Dead letters that were replayed or discarded before the cut go
 * last; those that nobody has decided about stay.
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

    private static final String ONE_RUNNER = "select pg_try_advisory_lock(" + AdvisoryLocks.RETENTION + ")";

    private static final String NO_RUNNER = "select pg_advisory_unlock(" + AdvisoryLocks.RETENTION + ")";

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
    private final List<PurgeReport.Part> trimmed = new ArrayList<>();
    private final List<String> busy = new ArrayList<>();
    private long deadLetters;

    private Purge(Connection connection, Instant cut, Instant start, Clock clock, Pauses pauses) {
        this.connection = connection;
        this.clock = clock;
        this.pauses = pauses;
        this.patience = new LockPatience(connection, pauses);
        this.cut = cut.truncatedTo(ChronoUnit.MILLIS); // finer than an id's time
        this.start = start;
    }

    /**
     * Deletes what is older than {@code cut}, unless the clock and PostgreSQL's are more than an hour apart. A failure is an
     * outcome too, not an exception.
     */
    public static PurgeOutcome run(Database database, Instant cut, Clock clock, Pauses pauses) {
        return with(database, cut, clock, pauses, Purge::runAlone);
    }

    /** The same numbers, of what a run would do now; changes nothing. */
    public static PurgeOutcome dryRun(Database database, Instant cut, Clock clock) {
        return with(database, cut, clock, time -> true, Purge::count);
    }

    private static PurgeOutcome with(Database database, Instant cut, Clock clock, Pauses pauses, Work work) {
        Purge purge = null;
        Instant start = clock.instant(); // at once: as wrong or right as the clock was for the cut
        try (Connection connection = database.connect(APPLICATION, LONGEST_STATEMENT)) {
            purge = new Purge(connection, cut, start, clock, pauses);
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
        return new PurgeReport(cut, List.of(), List.of(), List.of(), 0, Duration.ZERO);
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
        Optional<String> objection = ClockDifference.objection(connection, start);
        if (objection.isPresent()) {
            connection.commit();
            return new PurgeOutcome.Broken(report(), objection.get(), true);
        }
        List<PartitionRange> partitions = StoredPartitions.before(connection, cut);
        connection.commit();
        for (PartitionRange partition : partitions) {
            if (!pauses.await(Duration.ZERO)) {
                return stopped();
            }
            if (!isOld(partition)) {
                trim(partition, cut);
            } else if (!drop(partition)) {
                trim(partition, partition.to());
            }
        }
        deleteDeadLetters();
        return pauses.await(Duration.ZERO) ? new PurgeOutcome.Done(report()) : stopped();
    }

    private void deleteDeadLetters() throws SQLException {
        int gone;
        do {
            gone = DeadLetters.delete(connection, cut);
            connection.commit();
            deadLetters += gone;
        } while (gone > 0 && pauses.await(Duration.ZERO));
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

    /** False if it is in use for too long. */
    private boolean drop(PartitionRange partition) throws SQLException {
        Optional<PurgeReport.Part> gone = patience.commit(locked -> WholePartition.drop(locked, partition));
        gone.ifPresentOrElse(dropped::add, () -> leave(partition));
        return gone.isPresent();
    }

    private void trim(PartitionRange partition, Instant end) throws SQLException {
        Optional<Instant> next = first(partition.from(), end);
        while (next.isPresent() && pauses.await(Duration.ZERO)) {
            Instant hour = PartialPartition.hourOf(next.get());
            Optional<PurgeReport.Part> gone =
                    patience.commit(locked -> PartialPartition.deleteHour(locked, partition.name(), hour, end));
            if (gone.isEmpty()) {
                leave(partition);
                return;
            }
            addTrimmed(gone.get());
            next = first(PartialPartition.endOfHour(hour, end), end);
        }
    }

    /** Once, also if it could be neither dropped nor trimmed. */
    private void leave(PartitionRange partition) {
        if (!busy.contains(partition.name())) {
            busy.add(partition.name());
        }
    }

    /** An hour of the partition in hand, or all that it would lose. */
    private void addTrimmed(PurgeReport.Part gone) {
        int last = trimmed.size() - 1;
        if (last >= 0 && trimmed.get(last).partition().equals(gone.partition())) {
            trimmed.set(last, trimmed.get(last).plus(gone));
        } else if (gone.events() > 0) {
            trimmed.add(gone);
        }
    }

    private Optional<Instant> first(Instant from, Instant end) throws SQLException {
        Optional<Instant> first = PartialPartition.firstTime(connection, from, end);
        connection.commit();
        return first;
    }

    private PurgeOutcome count() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ONE_SNAPSHOT);
        }
        for (PartitionRange partition : StoredPartitions.before(connection, cut)) {
            if (isOld(partition)) {
                dropped.add(WholePartition.count(connection, partition));
            } else {
                addTrimmed(PartialPartition.count(connection, partition, cut));
            }
        }
        deadLetters = DeadLetters.count(connection, cut);
        connection.rollback();
        return new PurgeOutcome.Done(report());
    }

    private PurgeReport report() {
        return new PurgeReport(cut, dropped, trimmed, busy, deadLetters, Duration.between(start, clock.instant()));
    }
}
