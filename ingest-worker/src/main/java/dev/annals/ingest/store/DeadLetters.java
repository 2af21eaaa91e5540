package dev.annals.ingest.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code dead_letters}. */
final class DeadLetters {

    /** A record met again, because an operator set positions back, keeps the letter it has. */
    private static final String INSERT = """
            insert into dead_letters (
                topic_id, partition, record_offset, topic, reason, detail, sqlstate,
                record_key, record_value, header_names, header_values, record_timestamp, replay_of, replays
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String SET_ASIDE = """
            update dead_letters
            set topic_id = ?
            where topic_id = ?
              and partition = ?
              and record_offset >= ?
            """;

    /** In any partition: a record without a key goes to another one when it is replayed. The digit 0 follows the slash. */
    private static final String FOLLOW = """
            with lost as (
                select ?::uuid as aside, ?::uuid as topic_id, ?::int as partition, ?::bigint as start
            )
            update dead_letters d
            set replay_of = concat_ws('/', l.aside, l.partition, split_part(d.replay_of, '/', 3))
            from lost l
            where d.replay_of >= concat_ws('/', l.topic_id, l.partition, '')
              and d.replay_of < concat_ws('/', l.topic_id, l.partition || '0')
              and split_part(d.replay_of, '/', 3)::bigint >= l.start
            """;

    /** In Unix milliseconds. A producer may claim any timestamp; PostgreSQL does not take any. */
    private static final long YEAR_9999 = 253_402_300_799_999L;

    /** What nobody has decided about stays. */
    private static final String HANDLED_BEFORE = "handled is not null and greatest(handled_at, dead_lettered_at) < ?";

    private static final String DELETE = """
            delete from dead_letters
            where ctid = any (array(select ctid from dead_letters where %s limit 10000))
            """.formatted(HANDLED_BEFORE);

    private static final String COUNT = "select count(*) from dead_letters where " + HANDLED_BEFORE;

    private DeadLetters() {}

    /** Gives the letters of what a log has lost this id, and those that came back of them follow. */
    static void setAside(Connection connection, Gap lost, UUID aside) throws SQLException {
        for (String statement : List.of(SET_ASIDE, FOLLOW)) {
            try (PreparedStatement update = connection.prepareStatement(statement)) {
                update.setObject(1, aside);
                update.setObject(2, lost.source().topicId());
                update.setInt(3, lost.source().partition());
                update.setLong(4, lost.from());
                update.executeUpdate();
            }
        }
    }

    /** Those that were replayed or discarded before, ten thousand at most; returns how many they were. */
    static int delete(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setTimestamp(1, Timestamp.from(before));
            return delete.executeUpdate();
        }
    }

    /** How many those are. */
    static long count(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setTimestamp(1, Timestamp.from(before));
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** {@code replays} says which of them came back. */
    static void insert(Connection connection, List<DeadLetter> letters, Replays replays) throws SQLException {
        if (letters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (DeadLetter letter : letters) {
                bind(connection, insert, letter, replays);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(Connection connection, PreparedStatement insert, DeadLetter letter, Replays replays)
            throws SQLException {
        RawRecord origin = letter.origin();
        insert.setObject(1, origin.source().topicId());
        insert.setInt(2, origin.source().partition());
        insert.setLong(3, origin.offset());
        insert.setString(4, origin.source().topic());
        insert.setString(5, letter.reason().name());
        insert.setString(6, letter.detail());
        insert.setString(7, letter.sqlState());
        insert.setBytes(8, origin.key());
        insert.setBytes(9, origin.value());
        List<RawRecord.Header> headers = origin.headers();
        byte[][] names = new byte[headers.size()][]; // as bytes too: text could not hold U+0000
        byte @Nullable [][] values = new byte[headers.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = headers.get(i).name().getBytes(StandardCharsets.UTF_8);
            values[i] = headers.get(i).value();
        }
        insert.setArray(10, connection.createArrayOf("bytea", names));
        insert.setArray(11, connection.createArrayOf("bytea", values));
        if (origin.timestamp() < 0 || origin.timestamp() > YEAR_9999) {
            insert.setNull(12, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            insert.setTimestamp(12, new Timestamp(origin.timestamp()));
        }
        Optional<ReplayMark> replay = replays.of(origin);
        insert.setString(13, replay.map(ReplayMark::letter).orElse(null));
        insert.setInt(14, replay.map(ReplayMark::attempt).orElse(0));
    }
}
