package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Drops a partition with its counts, in the caller's transaction. Locks come in three steps, so that nobody waits for
 * more than that step needs:
 *
 * <ol>
 *   <li>No writes to this partition: then its counts cannot change while they go, however many they are. Writers of other
 *       partitions and all readers go on.
 *   <li>No writes to {@code events}: batches in flight end, new ones wait. Readers go on.
 *   <li>No reads of {@code events}: the statements that run end, new ones wait, and the partition goes.
 * </ol>
 *
 * <p>A writer locks {@code events} and then the partition, the order opposite to ours. In a circle it is nearly always
 * retention that gives way: PostgreSQL looks for circles once a process has waited for deadlock_timeout (1 s, unless it was
 * set otherwise), and step 2 waits for less. It is not begun while a writer waits for the partition already, for that one's
 * second may end within it. A writer that is cancelled all the same (40P01) tries its batch again.
 */
final class WholePartition {

    /** Longer than deadlock_timeout, after which an autovacuum gives way. */
    private static final String NO_WRITES_HERE =
            "set local lock_timeout = '2500ms'; lock table only %s in exclusive mode";

    /** In one round trip: nobody may begin to wait long before the lock does. */
    private static final String NO_WRITES = """
            do $annals$
            begin
                if exists (
                    select from pg_locks
                    where locktype = 'relation'
                      and database = (select oid from pg_database where datname = current_database())
                      and relation = '%1$s'::regclass
                      and mode = 'RowExclusiveLock'
                      and not granted
                ) then
                    raise 'a writer waits for %%', '%1$s' using errcode = '55P03';
                end if;
            end
            $annals$;
            set local lock_timeout = '600ms';
            lock table only events in exclusive mode
            """;

    /** What waits for this lock stands in the way of every reader that comes later. */
    private static final String NO_READS =
            "set local lock_timeout = '40ms'; lock table only events in access exclusive mode; drop table %s";

    private static final String COUNT = """
            select
                coalesce(sum(n), 0),
                coalesce(sum(n) filter (where category = 'system' and type = 'retention.purged'), 0)
            from event_counts
            where bucket >= ?
              and bucket < ?
            """;

    private WholePartition() {}

    /** Returns what it held. Fails with 55P03 if one of the locks is not to be had in time. */
    static PurgeReport.Part drop(Connection connection, PartitionRange partition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(NO_WRITES_HERE.formatted(partition.name()));
            PurgeReport.Part gone = CountRollup.drop(connection, partition);
            statement.execute(NO_WRITES.formatted(partition.name().replace("'", "''")));
            statement.execute(NO_READS.formatted(partition.name()));
            return gone;
        }
    }

    /** What it holds. */
    static PurgeReport.Part count(Connection connection, PartitionRange partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setObject(1, OffsetDateTime.ofInstant(partition.from(), ZoneOffset.UTC));
            statement.setObject(2, OffsetDateTime.ofInstant(partition.to(), ZoneOffset.UTC));
            return PurgeReport.Part.of(partition.name(), statement);
        }
    }
}
