package dev.annals.ingest.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The table {@code event_counts}: how many rows {@code events} has, by the hour. */
final class EventCounts {

    /** Locks the rows it changes in the order in which they are given. */
    private static final String ADD = """
            insert into event_counts as c (bucket, category, type, severity, actor_type, kafka_partition, n)
            select *
            from unnest(?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[])
            on conflict (bucket, category, type, severity, actor_type, kafka_partition)
            do update set n = c.n + excluded.n
            """;

    private EventCounts() {}

    /**
     * Counts rows that this transaction has inserted. The transaction's last statement: what it locks is free again soonest,
     * and by then it is known which rows stay.
     */
    static void add(Connection connection, Collection<Row> inserted) throws SQLException {
        if (inserted.isEmpty()) {
            return;
        }
        NavigableMap<CountKey, Long> counts = count(inserted);
        Columns columns = new Columns(connection, List.copyOf(counts.keySet()));
        try (PreparedStatement upsert = connection.prepareStatement(ADD)) {
            upsert.setArray(1, columns.array("timestamptz", CountKey::bucket));
            upsert.setArray(2, columns.array("text", CountKey::category));
            upsert.setArray(3, columns.array("text", CountKey::type));
            upsert.setArray(4, columns.array("text", CountKey::severity));
            upsert.setArray(5, columns.array("text", CountKey::actorType));
            upsert.setArray(6, columns.array("int4", CountKey::kafkaPartition));
            upsert.setArray(7, columns.array("int8", counts::get));
            upsert.executeUpdate();
        }
    }

    /** In the order of the primary key, so that two transactions never wait for each other in a circle. */
    static NavigableMap<CountKey, Long> count(Collection<Row> rows) {
        Map<CountKey, Long> counts = new HashMap<>(); // sorted once, not with every row
        for (Row row : rows) {
            counts.merge(row.countKey(), 1L, Long::sum);
        }
        return new TreeMap<>(counts);
    }

    /** The keys, column by column. */
    private record Columns(Connection connection, List<CountKey> keys) {

        Array array(String type, Function<CountKey, ?> column) throws SQLException {
            return connection.createArrayOf(type, keys.stream().map(column).toArray());
        }
    }
}
