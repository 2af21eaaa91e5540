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
            select
                p.topic_id, p.topic, p.partition, p.next_offset, s.stop_offset, s.reason, s.detail, s.stopped_at,
                count(*) over (partition by p.topic, p.partition) > 1
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
                  and topic_id = ?
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

    /** Tells where it was. */
    private static final String PASS = """
            with wanted as (
                select topic_id, partition, next_offset
                from ingest_positions
                where stopped_by is not null
                  and next_offset < ?
                  and topic_id = ?
                  and partition = ?
                for update
            )
            update ingest_positions p
            set next_offset = ?, updated_at = now()
            from wanted w
            where w.topic_id = p.topic_id
              and w.partition = p.partition
            returning w.next_offset
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
        return new StoredPartition(source, row.getBoolean(9), row.getLong(4), stop);
    }

    /**
     * Lets a stopped partition be read again, from where it stopped. False if it is not stopped.
     *
     * @throws ControlException if the database cannot do it; nothing has changed then
     */
    public boolean resume(Source source) {
        return inDatabase(connection -> resume(connection, source));
    }

    /**
     * Lets it be read again from that offset on, and records what it passes as a gap. False if it is not stopped, or has
     * passed that offset already: nothing has changed then.
     *
     * @throws ControlException if the database cannot do it; nothing has changed then
     */
    public boolean resumeAt(Source source, long offset) {
        return inDatabase(connection -> {
            Optional<Gap> gap = pass(connection, source, offset);
            Gaps.insert(connection, gap.stream().toList());
            return gap.isPresent() && resume(connection, source);
        });
    }

    /** What is passed; the position is locked from now on. */
    private static Optional<Gap> pass(Connection connection, Source source, long offset) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(PASS)) {
            update.setLong(1, offset);
            update.setObject(2, source.topicId());
            update.setInt(3, source.partition());
            update.setLong(4, offset);
            try (ResultSet row = update.executeQuery()) {
                return row.next()
                        ? Optional.of(new Gap(source, row.getLong(1), offset, Gap.Reason.OPERATOR))
                        : Optional.empty();
            }
        }
    }

    private static boolean resume(Connection connection, Source source) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RESUME)) {
            update.setObject(1, source.topicId());
            update.setInt(2, source.partition());
            return update.executeUpdate() > 0;
        }
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
     * @param topicMadeAnew whether the topic's name alone does not say which topic
     * @param position the next offset to store
     * @param stop nothing while it is read
     */
    public record StoredPartition(Source source, boolean topicMadeAnew, long position, Optional<PartitionStop> stop) {

        /** Whether these words of an operator's mean it. */
        public boolean isMeantBy(String topic, int partition) {
            return (topic.equals(source.topic())
                            || topic.equals(source.topicId().toString()))
                    && partition == source.partition();
        }

        /** For people: with the topic's id where there are several of that name. */
        @Override
        public String toString() {
            return topicMadeAnew ? source + " (" + source.topicId() + ")" : source.toString();
        }
    }
}
