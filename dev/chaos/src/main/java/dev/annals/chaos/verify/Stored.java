package dev.annals.chaos.verify;

import dev.annals.chaos.load.Content;
import dev.annals.chaos.load.Fields;
import dev.annals.chaos.verify.TopicDump.Entry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What is in PostgreSQL at one instant. */
public final class Stored {

    /** Kafka removed the records before they were stored; any other gap is no excuse for a record that is not there. */
    static final String RETENTION = "RETENTION";

    private static final String OF_THE_TOPIC =
            " where topic_id = (select topic_id from ingest_positions order by updated_at desc limit 1)";

    private static final String ROWS = """
            select id::text, (extract(epoch from inserted_at) * 1000)::bigint, category, type, actor_type, actor_id,
                resource_type, resource_id, severity, (metadata ->> '%1$s')::bigint, metadata ->> '%2$s',
                (metadata - '%1$s' - '%2$s')::text
            from events
            where category = '%3$s'
            """.formatted(Content.SEQUENCE, Content.PADDING, Content.CATEGORY);

    /** Groups that the rows have and the counts have not, or not so often, and the other way round. */
    private static final String MISCOUNTED = """
            with counted as (
                select bucket, category, type, severity, actor_type, sum(n) as n
                from event_counts
                group by 1, 2, 3, 4, 5
                having sum(n) <> 0
            ), there as (
                select date_trunc('hour', inserted_at, 'UTC') as bucket, category, type, severity,
                    coalesce(actor_type, '') as actor_type, count(*)::numeric as n
                from events
                group by 1, 2, 3, 4, 5
            )
            select concat_ws(' ', bucket, category, type, severity, actor_type, 'rows:', there.n, 'counted:', counted.n)
            from counted
            full join there using (bucket, category, type, severity, actor_type)
            where counted.n is distinct from there.n
            """;

    /** Offsets that are gone, by the worker's own account. */
    public record Gap(int partition, long from, long to, String reason) {

        private boolean has(Entry entry) {
            return entry.partition() == partition && entry.offset() >= from && entry.offset() < to;
        }
    }

    /** The content's check, by id; for an id with several rows that of the last. */
    final Map<UUID, Integer> rows = new HashMap<>();

    final List<UUID> again = new ArrayList<>();
    final List<String> miscounted = new ArrayList<>();
    final Map<String, String> dead = new HashMap<>(); // by partition and offset: the reason
    final List<Gap> gaps = new ArrayList<>();
    final Map<Integer, Long> positions = new TreeMap<>();

    Stored() {}

    /** Of the topic's latest id, if it was made anew. */
    public static Stored read(String jdbcUrl) throws SQLException {
        Stored stored = new Stored();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false); // so that rows come in portions
            statement.setFetchSize(10_000);
            stored.readRows(statement);
            try (ResultSet row = statement.executeQuery(MISCOUNTED)) {
                while (row.next()) {
                    stored.miscounted.add(row.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "select partition, record_offset, reason from dead_letters" + OF_THE_TOPIC)) {
                while (row.next()) {
                    stored.dead.put(place(row.getInt(1), row.getLong(2)), row.getString(3));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "select partition, from_offset, to_offset, reason from ingest_gaps" + OF_THE_TOPIC)) {
                while (row.next()) {
                    stored.gaps.add(new Gap(row.getInt(1), row.getLong(2), row.getLong(3), row.getString(4)));
                }
            }
            try (ResultSet row =
                    statement.executeQuery("select partition, next_offset from ingest_positions" + OF_THE_TOPIC)) {
                while (row.next()) {
                    stored.positions.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return stored;
    }

    private void readRows(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(ROWS)) {
            while (row.next()) {
                UUID id = UUID.fromString(row.getString(1));
                if (rows.put(id, fields(row).check()) != null) {
                    again.add(id);
                }
            }
        }
    }

    private static Fields fields(ResultSet row) throws SQLException {
        return new Fields(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getString(11),
                row.getString(12));
    }

    static String place(Entry entry) {
        return place(entry.partition(), entry.offset());
    }

    static String place(int partition, long offset) {
        return partition + "-" + offset;
    }

    /** Whether it went before it could be stored, and that is recorded. */
    boolean isGap(Entry entry) {
        return gaps.stream().anyMatch(gap -> gap.reason.equals(RETENTION) && gap.has(entry));
    }

    /** Those that are recorded. */
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /** How far each partition is stored. */
    public Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    public long rowCount() {
        return (long) rows.size() + again.size();
    }

    public long deadCount() {
        return dead.size();
    }

    public Map<String, Long> deadByReason() {
        Map<String, Long> counts = new TreeMap<>();
        dead.values().forEach(reason -> counts.merge(reason, 1L, Long::sum));
        return counts;
    }
}
