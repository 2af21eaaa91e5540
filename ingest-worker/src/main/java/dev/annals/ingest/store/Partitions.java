package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partitions of {@code events} before rows need them: ahead of time, and for imported history on demand. A
 * partition is made as a table of its own and then attached, which waits neither for readers nor for writers.
 *
 * <p>Confined to its writer's thread; an advisory lock keeps processes apart.
 */
final class Partitions {

    private static final Logger log = LoggerFactory.getLogger(Partitions.class);

    private static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration LOOK_AHEAD_EVERY = Duration.ofHours(1);

    private static final String LOCK = "select pg_advisory_xact_lock(" + AdvisoryLocks.PARTITIONS + ")";

    /** What attaching needs, before "like events" takes a weaker one: raising it would meet retention in a circle. */
    private static final String NO_OTHER_CHANGES = "lock table only events in share update exclusive mode";

    private static final String WEEKLY_FROM = "select weekly_from from event_partitioning";

    private final Clock clock;
    private final Set<String> known = new HashSet<>();
    private @Nullable Instant weeklyFrom;
    private @Nullable PartitionRange recent;
    private Instant nextLookAhead = Instant.MIN;

    Partitions(Clock clock) {
        this.clock = clock;
    }

    /** Makes what these rows and the coming weeks need. In transactions of its own: none may be open. */
    void prepare(Connection connection, Batch batch) throws SQLException {
        for (Row row : batch.rows()) {
            ensure(connection, row.insertedAt());
        }
        Instant now = clock.instant();
        if (!now.isBefore(nextLookAhead)) {
            for (Instant time = now; !time.isAfter(now.plus(AHEAD)); time = time.plus(Duration.ofDays(7))) {
                ensure(connection, time);
            }
            nextLookAhead = now.plus(LOOK_AHEAD_EVERY);
        }
    }

    /** One of those believed to exist does not. */
    void forget() {
        known.clear();
        recent = null;
        nextLookAhead = Instant.MIN;
    }

    private void ensure(Connection connection, Instant time) throws SQLException {
        if (recent != null && recent.holds(time)) {
            return;
        }
        PartitionRange range = PartitionRange.of(time, weeklyFrom(connection));
        if (!known.contains(range.name())) {
            create(connection, range);
            known.add(range.name());
        }
        recent = range;
    }

    private Instant weeklyFrom(Connection connection) throws SQLException {
        if (weeklyFrom == null) {
            try (Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery(WEEKLY_FROM)) {
                if (!row.next()) {
                    throw new SQLException("event_partitioning is empty: restore its one row from a backup");
                }
                weeklyFrom = row.getTimestamp(1).toInstant();
            } finally {
                connection.rollback();
            }
        }
        return weeklyFrom;
    }

    private static void create(Connection connection, PartitionRange range) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            if (!exists(statement, range)) {
                statement.execute(NO_OTHER_CHANGES);
                statement.execute(createTable(range));
                statement.execute(attach(range));
                log.info("made the partition {} for {} to {}", range.name(), range.from(), range.to());
            }
            connection.commit();
        }
    }

    private static boolean exists(Statement statement, PartitionRange range) throws SQLException {
        try (ResultSet row = statement.executeQuery(isAttached(range))) {
            return row.next() && row.getBoolean(1);
        }
    }

    // the names and bounds in these statements are computed from times, never taken from outside

    private static String isAttached(PartitionRange range) {
        return """
                select exists (
                    select
                    from pg_inherits
                    where inhparent = 'events'::regclass
                      and inhrelid = to_regclass('%s')
                )
                """.formatted(range.name());
    }

    private static String createTable(PartitionRange range) {
        return """
                create table %s (
                    like events including all,
                    constraint %1$s_inserted_at_check
                        check (inserted_at >= timestamptz '%s' and inserted_at < timestamptz '%s')
                )
                """.formatted(range.name(), range.from(), range.to());
    }

    private static String attach(PartitionRange range) {
        return """
                alter table events
                attach partition %s for values from ('%s') to ('%s')
                """.formatted(range.name(), range.firstId(), range.endId());
    }
}
