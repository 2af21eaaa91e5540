package dev.annals.ingest.store;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operator's look at the dead letters, and what he decides about them. Holds a connection, and no transaction between
 * two calls. Not thread-safe.
 */
public final class DeadLetterControl implements AutoCloseable {

    /** Oldest first, a partition's in their order. */
    private static final String SELECT = """
            with wanted as (
                select
                    ?::text[] as ids, ?::text[] as states, ?::text as reason, ?::text as topic, ?::int as partition,
                    ?::timestamptz as since, ?::timestamptz as until
            )
            select
                d.topic_id, d.topic, d.partition, d.record_offset, d.reason, d.detail, d.sqlstate, d.record_timestamp,
                d.dead_lettered_at, d.state, d.replays, d.replay_of, d.handled_at, d.handled_by,
                exists (
                    select from ingest_positions p
                    where p.topic = d.topic
                      and p.topic_id <> d.topic_id
                ) as made_anew
            from dead_letters d, wanted w
            where d.state = any (w.states)
              and (w.reason is null or d.reason = w.reason)
              and (w.topic is null or d.topic = w.topic)
              and (w.partition is null or d.partition = w.partition)
              and (w.since is null or d.dead_lettered_at >= w.since)
              and (w.until is null or d.dead_lettered_at < w.until)
              and (
                  cardinality(w.ids) = 0
                  or concat_ws('/', d.topic, d.partition, d.record_offset) = any (w.ids)
                  or concat_ws('/', d.topic_id, d.partition, d.record_offset) = any (w.ids)
              )
            order by d.dead_lettered_at, d.topic_id, d.partition, d.record_offset
            limit ?
            """;

    private static final String RECORD = """
            select topic, record_key, record_value, header_names, header_values
            from dead_letters
            where topic_id = ?
              and partition = ?
              and record_offset = ?
            """;

    private static final String HANDLE = """
            update dead_letters
            set handled = ?, handled_at = now(), handled_by = ?, replays = replays + ?
            where topic_id = ?
              and partition = ?
              and record_offset = ?
            """;

    private static final String WAITING = """
            select reason, count(*)
            from dead_letters
            where state in ('open', 'parked')
            group by reason
            """;

    private static final String ONE_AT_A_TIME = "select pg_try_advisory_lock(" + AdvisoryLocks.DEAD_LETTERS + ")";

    private final Database database;
    private final Connection connection;

    private DeadLetterControl(Database database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /** @throws ControlException if the database cannot be reached; so do all methods here, and change nothing then */
    public static DeadLetterControl open(Database database) {
        try {
            return new DeadLetterControl(database, database.connect("annals-dead-letters", Duration.ofMinutes(5)));
        } catch (SQLException e) {
            throw ControlException.of(database, e);
        }
    }

    /** False if somebody else decides about letters just now; true holds until this is closed. */
    public boolean begin() {
        return inTransaction(() -> {
            try (PreparedStatement lock = connection.prepareStatement(ONE_AT_A_TIME);
                    ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        });
    }

    /** How many nobody has decided about yet, parked ones too, by their reason. */
    public Map<String, Long> waiting() {
        return inTransaction(() -> {
            Map<String, Long> counts = new TreeMap<>();
            try (PreparedStatement select = connection.prepareStatement(WAITING);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            return counts;
        });
    }

    /** The oldest of those, {@code max} at most. */
    public List<StoredLetter> find(LetterFilter filter, int max) {
        return inTransaction(() -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT)) {
                select.setArray(1, texts(filter.ids()));
                select.setArray(2, texts(List.copyOf(filter.states())));
                select.setString(
                        3, filter.reason() == null ? null : filter.reason().name());
                select.setString(4, filter.topic());
                select.setObject(5, filter.partition(), Types.INTEGER);
                select.setTimestamp(6, timestamp(filter.since()));
                select.setTimestamp(7, timestamp(filter.until()));
                select.setInt(8, max);
                List<StoredLetter> letters = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        letters.add(letter(rows));
                    }
                }
                return letters;
            }
        });
    }

    private static StoredLetter letter(ResultSet row) throws SQLException {
        return new StoredLetter(
                new Source(row.getObject("topic_id", UUID.class), row.getString("topic"), row.getInt("partition")),
                row.getLong("record_offset"),
                row.getBoolean("made_anew"),
                row.getString("reason"),
                row.getString("detail"),
                row.getString("sqlstate"),
                instant(row, "record_timestamp"),
                row.getTimestamp("dead_lettered_at").toInstant(),
                LetterState.parse(row.getString("state")),
                row.getInt("replays"),
                row.getString("replay_of"),
                instant(row, "handled_at"),
                row.getString("handled_by"));
    }

    /** Every byte of it. */
    public LetterRecord record(StoredLetter letter) {
        return inTransaction(() -> {
            try (PreparedStatement select = connection.prepareStatement(RECORD)) {
                bindKey(select, 1, letter);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        throw new SQLException(letter.id() + " has been deleted meanwhile", "02000");
                    }
                    return new LetterRecord(row.getString(1), row.getBytes(2), row.getBytes(3), headers(row));
                }
            }
        });
    }

    private static List<RawRecord.Header> headers(ResultSet row) throws SQLException {
        byte[][] names = (byte[][]) row.getArray(4).getArray();
        byte @Nullable [][] values = (byte[][]) row.getArray(5).getArray();
        List<RawRecord.Header> headers = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            headers.add(new RawRecord.Header(new String(names[i], StandardCharsets.UTF_8), values[i]));
        }
        return headers;
    }

    /** All of them were acknowledged by Kafka. */
    public void replayed(List<StoredLetter> letters, String operator) {
        handle(letters, LetterState.REPLAYED, operator, 1);
    }

    /** Nothing is deleted: a run of retention does that. */
    public void discard(List<StoredLetter> letters, String operator) {
        handle(letters, LetterState.DISCARDED, operator, 0);
    }

    private void handle(List<StoredLetter> letters, LetterState decision, String operator, int replays) {
        inTransaction(() -> {
            try (PreparedStatement update = connection.prepareStatement(HANDLE)) {
                for (StoredLetter letter : letters) {
                    update.setString(1, decision.toString());
                    update.setString(2, operator);
                    update.setInt(3, replays);
                    bindKey(update, 4, letter);
                    update.addBatch();
                }
                return update.executeBatch();
            }
        });
    }

    private static void bindKey(PreparedStatement statement, int first, StoredLetter letter) throws SQLException {
        statement.setObject(first, letter.source().topicId());
        statement.setInt(first + 1, letter.source().partition());
        statement.setLong(first + 2, letter.offset());
    }

    private Array texts(List<?> values) throws SQLException {
        return connection.createArrayOf(
                "text", values.stream().map(Object::toString).toArray());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private <T> T inTransaction(Work<T> work) {
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw ControlException.of(database, e);
        }
    }

    /** What one transaction does. */
    private interface Work<T> {
        T run() throws SQLException;
    }

    /** Ends {@link #begin()}, too. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw ControlException.of(database, e);
        }
    }
}
