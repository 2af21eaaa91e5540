package dev.annals.ingest.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table {@code ingest_positions}: how far each partition is stored. */
final class Positions {

    /** All or none, and none that is stopped: the locks come first, in the order of the key, and the update sees whether it got every one. */
    private static final String ADVANCE = """
            with wanted as (
                select *
                from unnest(?::uuid[], ?::int[], ?::bigint[], ?::bigint[])
                    as w (topic_id, partition, from_offset, to_offset)
            ), locked as (
                select p.topic_id
                from ingest_positions p
                join wanted w on w.topic_id = p.topic_id and w.partition = p.partition
                where p.next_offset = w.from_offset
                  and p.stopped_by is null
                order by p.topic_id, p.partition
                for update of p
            )
            update ingest_positions p
            set next_offset = w.to_offset, updated_at = now()
            from wanted w
            where w.topic_id = p.topic_id
              and w.partition = p.partition
              and p.next_offset = w.from_offset
              and p.stopped_by is null
              and (select count(*) from locked) = (select count(*) from wanted)
            """;

    private static final String CREATE = """
            insert into ingest_positions (topic_id, topic, partition, next_offset)
            values (?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String READ = """
            select next_offset
            from ingest_positions
            where topic_id = ?
              and partition = ?
            """;

    private Positions() {}

    /** Compare and set, for all of them or none; the transaction's first statement. */
    static boolean advance(Connection connection, List<Advance> advances) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setArray(
                    1,
                    array(
                            connection,
                            "uuid",
                            advances.stream().map(a -> a.source().topicId())));
            update.setArray(
                    2,
                    array(
                            connection,
                            "int4",
                            advances.stream().map(a -> a.source().partition())));
            update.setArray(3, array(connection, "int8", advances.stream().map(Advance::from)));
            update.setArray(4, array(connection, "int8", advances.stream().map(Advance::to)));
            return update.executeUpdate() == advances.size();
        }
    }

    /** Those that have no position yet begin at the given offset. */
    static void create(Connection connection, Map<Source, Long> starts) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
            for (Map.Entry<Source, Long> start : new TreeMap<>(starts).entrySet()) {
                Source source = start.getKey();
                insert.setObject(1, source.topicId());
                insert.setString(2, source.topic());
                insert.setInt(3, source.partition());
                insert.setLong(4, start.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    static Map<Source, Long> read(Connection connection, Collection<Source> sources) throws SQLException {
        Map<Source, Long> positions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            for (Source source : sources) {
                select.setObject(1, source.topicId());
                select.setInt(2, source.partition());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        positions.put(source, row.getLong(1));
                    }
                }
            }
        }
        return positions;
    }

    private static Array array(Connection connection, String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }
}
