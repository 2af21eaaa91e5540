package dev.annals.chaos.verify;

import dev.annals.chaos.load.Content;
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

/** What is in PostgreSQL. */
public final class Stored {

    private static final String OF_THE_TOPIC =
            " where topic_id = (select topic_id from ingest_positions order by updated_at desc limit 1)";

    record Range(int partition, long from, long to) {}

    /** The content's check, by id; for an id with several rows that of the last. */
    final Map<UUID, Integer> rows = new HashMap<>();

    final List<UUID> again = new ArrayList<>();
    final Map<String, String> dead = new HashMap<>(); // by partition and offset: the reason
    final List<Range> gaps = new ArrayList<>();
    final Map<Integer, Long> positions = new TreeMap<>();

    Stored() {}

    /** Of the topic's latest id, if it was made anew. */
    public static Stored read(String jdbcUrl) throws SQLException {
        Stored stored = new Stored();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // so that rows come in portions
            statement.setFetchSize(10_000);
            stored.readRows(statement);
            try (ResultSet row = statement.executeQuery(
                    "select partition, record_offset, reason from dead_letters" + OF_THE_TOPIC)) {
                while (row.next()) {
                    stored.dead.put(place(row.getInt(1), row.getLong(2)), row.getString(3));
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "select partition, from_offset, to_offset from ingest_gaps" + OF_THE_TOPIC)) {
                while (row.next()) {
                    stored.gaps.add(new Range(row.getInt(1), row.getLong(2), row.getLong(3)));
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
        try (ResultSet row = statement.executeQuery("select id, resource_id, (metadata ->> '" + Content.SEQUENCE
                + "')::bigint, metadata ->> '" + Content.PADDING + "' from events where category = '"
                + Content.CATEGORY + "'")) {
            while (row.next()) {
                UUID id = row.getObject(1, UUID.class);
                int check = Content.check(id.toString(), row.getString(2), row.getLong(3), row.getString(4));
                if (rows.put(id, check) != null) {
                    again.add(id);
                }
            }
        }
    }

    static String place(int partition, long offset) {
        return partition + "-" + offset;
    }

    boolean isGap(int partition, long offset) {
        return gaps.stream().anyMatch(gap -> gap.partition == partition && offset >= gap.from && offset < gap.to);
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
