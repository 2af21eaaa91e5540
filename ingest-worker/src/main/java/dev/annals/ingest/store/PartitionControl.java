package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** An operator's look at the partitions, and the way to resume those that stopped. Thread-safe. */
public final class PartitionControl {

    private static final String LIST = """
            select p.topic_id, p.topic, p.partition, p.next_offset, s.stop_offset, s.reason, s.detail, s.stopped_at
            from ingest_positions p
            left join partition_stops s on s.id = p.stopped_by
            order by p.topic, p.topic_id, p.partition
            """;

    /** Workers notice when they look at the position again. */
    private static final String RESUME = """
            with wanted as (
                select topic_id, partition, stopped_by
                from ingest_positions
                where stopped_by is not null
                  and topic = ?
                  and partition = ?
                for update
            ), resumed as (
                update partition_stops s
                set resumed_at = now()
                from wanted w
                where s.id = w.stopped_by
            )
            update ingest_positions p
            set stopped_by = null
            from wanted w
            where w.topic_id = p.topic_id
              and w.partition = p.partition
            """;

    private final Database database;

    public PartitionControl(Database database) {
        this.database = database;
    }

    /**
     * All that were ever read, topic by topic.
     *
     * @throws ControlException if the database cannot tell
     */
    public List<StoredPartition> list() {
        return inDatabase(connection -> {
            List<StoredPartition> partitions = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(LIST);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    partitions.add(partition(rows));
                }
            }
            return partitions;
        });
    }

    private static StoredPartition partition(ResultSet row) throws SQLException {
        Source source = new Source(row.getObject(1, UUID.class), row.getString(2), row.getInt(3));
        Optional<PartitionStop> stop = row.getString(6) == null
                ? Optional.empty()
                : Optional.of(new PartitionStop(
                        source,
                        row.getLong(5),
                        PartitionStop.Reason.valueOf(row.getString(6)),
                        row.getString(7),
                        row.getTimestamp(8).toInstant()));
        return new StoredPartition(source, row.getLong(4), stop);
    }

    /**
     * Lets a stopped partition be read again, from where it stopped. False if there is none of that name that is stopped.
     *
     * @throws ControlException if the database cannot do it; nothing has changed then
     */
    public boolean resume(String topic, int partition) {
        return inDatabase(connection -> {
            try (PreparedStatement update = connection.prepareStatement(RESUME)) {
                update.setString(1, topic);
                update.setInt(2, partition);
                return update.executeUpdate() > 0;
            }
        });
    }

    private <T> T inDatabase(Work<T> work) {
        try (Connection connection = database.connect("annals-partitions", Duration.ofSeconds(30))) {
            T result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw ControlException.of(database, e);
        }
    }

    /** What one transaction does. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * A partition as the database knows it.
     *
     * @param position the next offset to store
     * @param stop nothing while it is read
     */
    public record StoredPartition(Source source, long position, Optional<PartitionStop> stop) {}
}
