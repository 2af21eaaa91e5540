package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Rolls up the counts of hours that are over: the rows of the topic's partitions, and what retention deducted, into one row
 * an hour (partition -2), and the same numbers into a row a day and a row a month. A long range is then the sum of a few
 * thousand rows, however many events, hours and partitions it has. What is written into a day or a month fires triggers that keep
 * its sum over all kinds, in {@code event_count_totals}.
 *
 * <p>A row's number moves in one transaction, so counts are exact at every moment. Nobody waits for anybody: rows that a
 * writer has locked are left to the next run, one run is at a time, and a writer that counts a late event while its row is
 * moved waits for one short transaction.
 */
public final class CountRollup {

    /** The kafka_partition of what is rolled up. */
    static final int ROLLED_UP = -2;

    private static final String APPLICATION = "annals-rollup";

    /** Rows moved in a transaction: some ten milliseconds of work. */
    private static final int ROWS = 2_000;

    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(" + AdvisoryLocks.ROLLED_UP_COUNTS + ")";

    private static final String LOCK = "select pg_advisory_xact_lock(" + AdvisoryLocks.ROLLED_UP_COUNTS + ")";

    private static final String ROLL_UP = """
            with moved as (
                delete from event_counts
                where ctid = any (array(
                    select ctid
                    from event_counts
                    where kafka_partition > -2
                      and bucket < ?
                    order by bucket
                    limit ?
                    for update skip locked
                ))
                returning bucket, category, type, severity, actor_type, n
            ), by_hour as (
                insert into event_counts as c (bucket, category, type, severity, actor_type, kafka_partition, n)
                select bucket, category, type, severity, actor_type, -2, sum(n)
                from moved
                group by bucket, category, type, severity, actor_type
                on conflict (bucket, category, type, severity, actor_type, kafka_partition)
                do update set n = c.n + excluded.n
                returning n
            ), by_grain as (
                insert into event_count_rollups as r (grain, bucket, category, type, severity, actor_type, n)
                select grain, date_trunc(grain, bucket, 'UTC'), category, type, severity, actor_type, sum(n)
                from moved
                cross join (values ('day'), ('month')) as grains (grain)
                group by 1, 2, 3, 4, 5, 6
                on conflict (grain, bucket, category, type, severity, actor_type)
                do update set n = r.n + excluded.n
                returning n
            )
            select count(*), 0 in (select n from by_hour union all select n from by_grain), min(bucket), max(bucket)
            from moved
            """;

    private static final String REMOVE_EMPTY_HOURS = """
            delete from event_counts
            where bucket between ? and ?
              and kafka_partition = -2
              and n = 0
            """;

    private static final String DEDUCT_DROPPED = """
            with dropped as (
                delete from event_counts
                where bucket >= ?
                  and bucket < ?
                returning bucket, category, type, severity, actor_type, kafka_partition, n
            ), by_grain as (
                insert into event_count_rollups as r (grain, bucket, category, type, severity, actor_type, n)
                select grain, date_trunc(grain, bucket, 'UTC'), category, type, severity, actor_type, -sum(n)
                from dropped
                cross join (values ('day'), ('month')) as grains (grain)
                where kafka_partition = -2
                group by 1, 2, 3, 4, 5, 6
                on conflict (grain, bucket, category, type, severity, actor_type)
                do update set n = r.n + excluded.n
            )
            select
                coalesce(sum(n), 0),
                coalesce(sum(n) filter (where category = 'system' and type = 'retention.purged'), 0)
            from dropped
            """;

    private static final String REMOVE_EMPTY_ROLLUPS = """
            delete from event_count_rollups
            where grain in ('day', 'month')
              and bucket >= date_trunc('month', ?, 'UTC')
              and bucket <= ?
              and n = 0
            """;

    private CountRollup() {}

    /**
     * Rolls up what was counted in the hours before the last whole one, until nothing is left, or it is told to stop, or
     * another process does it. A failure is an outcome too, not an exception.
     */
    public static RollupOutcome run(Database database, Instant now, Pauses pauses) {
        long rows = 0;
        try (Connection connection = database.connect(APPLICATION, LONGEST_STATEMENT)) {
            Instant open = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
            boolean all = false;
            while (!all && pauses.await(Duration.ZERO) && isAlone(connection)) {
                long moved = moveSome(connection, open);
                connection.commit();
                rows += moved;
                all = moved < ROWS;
            }
            return new RollupOutcome(rows, null);
        } catch (SQLException e) {
            return new RollupOutcome(
                    rows, "PostgreSQL at " + database + ": " + e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")");
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TRY_LOCK)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static long moveSome(Connection connection, Instant open) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ROLL_UP)) {
            statement.setObject(1, utc(open));
            statement.setInt(2, ROWS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long moved = row.getLong(1);
                if (row.getBoolean(2)) { // as much was deducted as was counted
                    OffsetDateTime first = row.getObject(3, OffsetDateTime.class);
                    OffsetDateTime last = row.getObject(4, OffsetDateTime.class);
                    remove(connection, REMOVE_EMPTY_HOURS, first, last);
                    remove(connection, REMOVE_EMPTY_ROLLUPS, first, last);
                }
                return moved;
            }
        }
    }

    /**
     * Deletes the counts of a partition's hours, in the caller's transaction, and returns what they counted. Nobody may
     * count there meanwhile. Waits for a run's transaction, and keeps runs away until the caller's ends.
     */
    static PurgeReport.Part drop(Connection connection, PartitionRange partition) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement deduct = connection.prepareStatement(DEDUCT_DROPPED)) {
            statement.execute(LOCK);
            deduct.setObject(1, utc(partition.from()));
            deduct.setObject(2, utc(partition.to()));
            PurgeReport.Part gone = PurgeReport.Part.of(partition.name(), deduct);
            remove(connection, REMOVE_EMPTY_ROLLUPS, utc(partition.from()), utc(partition.to()));
            return gone;
        }
    }

    private static void remove(Connection connection, String sql, OffsetDateTime first, OffsetDateTime last)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, first);
            statement.setObject(2, last);
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
    }
}
