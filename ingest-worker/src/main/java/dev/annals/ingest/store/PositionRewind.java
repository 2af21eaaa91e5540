package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Sets stored positions back, so that records are read again, while no worker runs. The positions are locked first: a
 * worker that starts meanwhile waits at its first batch, finds that the position is not where it began, and reads it anew.
 * Thread-safe.
 */
public final class PositionRewind {

    private static final String WORKERS = """
            select 'a worker''s connection to PostgreSQL, pid ' || pid || ' from ' || coalesce(host(client_addr), 'this machine')
            from pg_stat_activity
            where datname = current_database()
              and application_name = 'annals-worker'
            order by pid
            """;

    /** In the order in which every transaction locks them. */
    private static final String LOCK = """
            select topic, partition, next_offset, stopped_by is not null
            from ingest_positions
            where topic_id = ?
            order by topic_id, partition
            for update
            """;

    private static final String SET_BACK = """
            update ingest_positions
            set next_offset = ?, updated_at = now()
            where topic_id = ?
              and partition = ?
            """;

    private final Database database;

    public PositionRewind(Database database) {
        this.database = database;
    }

    /**
     * What {@link #run} would do; changes nothing.
     *
     * @throws ControlException if the database cannot tell
     */
    public Outcome dryRun(UUID topicId, Map<Integer, Long> starts) {
        return inTransaction(topicId, starts, false);
    }

    /**
     * Sets the partitions back to the given offsets, but none forward. Does nothing while a worker is connected.
     *
     * @throws ControlException if the database cannot do it; nothing has changed then
     */
    public Outcome run(UUID topicId, Map<Integer, Long> starts) {
        return inTransaction(topicId, starts, true);
    }

    private Outcome inTransaction(UUID topicId, Map<Integer, Long> starts, boolean change) {
        try (Connection connection = database.connect("annals-replay", Duration.ofSeconds(30))) {
            List<Step> steps = steps(connection, topicId, starts);
            List<String> workers = workers(connection);
            if (change && workers.isEmpty()) {
                setBack(connection, steps);
            }
            connection.commit();
            return new Outcome(steps, workers);
        } catch (SQLException e) {
            throw ControlException.of(database, e);
        }
    }

    private static List<Step> steps(Connection connection, UUID topicId, Map<Integer, Long> starts)
            throws SQLException {
        List<Step> steps = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, topicId);
            try (ResultSet rows = lock.executeQuery()) {
                while (rows.next()) {
                    Long start = starts.get(rows.getInt(2));
                    if (start != null) {
                        long position = rows.getLong(3);
                        Source source = new Source(topicId, rows.getString(1), rows.getInt(2));
                        steps.add(new Step(source, position, Math.min(start, position), rows.getBoolean(4)));
                    }
                }
            }
        }
        return steps;
    }

    private static List<String> workers(Connection connection) throws SQLException {
        List<String> workers = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(WORKERS);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                workers.add(rows.getString(1));
            }
        }
        return workers;
    }

    private static void setBack(Connection connection, List<Step> steps) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_BACK)) {
            for (Step step : steps) {
                update.setLong(1, step.to());
                update.setObject(2, step.source().topicId());
                update.setInt(3, step.source().partition());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /**
     * What was found.
     *
     * @param steps what was done, or would be
     * @param workers that are running, for people; if there are any, nothing was done
     */
    public record Outcome(List<Step> steps, List<String> workers) {}

    /**
     * One partition's way back.
     *
     * @param from the position it had
     * @param to the same, if it was not behind that
     * @param stopped whether it must be resumed before it is read
     */
    public record Step(Source source, long from, long to, boolean stopped) {

        /** Offsets that will be read again; markers of transactions take some, too. */
        public long records() {
            return from - to;
        }
    }
}
