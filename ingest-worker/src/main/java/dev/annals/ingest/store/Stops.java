package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code partition_stops}, and what the dead letters tell about the next one. */
final class Stops {

    private static final String STOP = """
            with stop as (
                insert into partition_stops (topic_id, partition, topic, stop_offset, reason, detail, stopped_at)
                values (?, ?, ?, ?, ?, ?, ?)
                returning id, topic_id, partition
            )
            update ingest_positions p
            set stopped_by = stop.id
            from stop
            where p.topic_id = stop.topic_id
              and p.partition = stop.partition
            """;

    private static final String READ = """
            select s.stop_offset, s.reason, s.detail, s.stopped_at
            from ingest_positions p
            join partition_stops s on s.id = p.stopped_by
            where p.topic_id = ?
              and p.partition = ?
            """;

    /** Behind the last stop: who resumes a partition has seen what was before. And behind the last gap. */
    private static final String LATEST_POISON = """
            with span as (
                select
                    p.next_offset as position,
                    greatest(
                        p.next_offset - %d,
                        (select max(s.stop_offset)
                         from partition_stops s
                         where s.topic_id = p.topic_id
                           and s.partition = p.partition
                           and s.stop_offset <= p.next_offset),
                        (select max(case g.reason when 'TRUNCATION' then g.from_offset else g.to_offset end)
                         from ingest_gaps g
                         where g.topic_id = p.topic_id
                           and g.partition = p.partition
                           and case g.reason when 'TRUNCATION' then g.from_offset else g.to_offset end <= p.next_offset)
                    ) as start
                from ingest_positions p
                where p.topic_id = ?
                  and p.partition = ?
            )
            select d.record_offset, span.start, span.position, d.replay_of is not null
            from span
            join dead_letters d on d.topic_id = ?
                and d.partition = ?
                and d.record_offset >= span.start
                and d.record_offset < span.position
            where d.reason in (%s)
            order by d.record_offset
            """.formatted(PoisonWindow.RECORDS, DeadLetter.Reason.poisonForSql());

    /** Ahead of the position, because that was set back. */
    private static final String RESUMED_AHEAD = """
            select s.stop_offset
            from partition_stops s
            join ingest_positions p on p.topic_id = s.topic_id
                and p.partition = s.partition
                and p.next_offset < s.stop_offset
            where s.topic_id = ?
              and s.partition = ?
              and s.resumed_at is not null
            """;

    private static final String SET_ASIDE = """
            update partition_stops
            set topic_id = ?
            where topic_id = ?
              and partition = ?
              and stop_offset >= ?
            """;

    private Stops() {}

    /** In the transaction that stores what comes before the stop. */
    static void insert(Connection connection, List<PartitionStop> stops) throws SQLException {
        if (stops.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(STOP)) {
            for (PartitionStop stop : stops) {
                insert.setObject(1, stop.source().topicId());
                insert.setInt(2, stop.source().partition());
                insert.setString(3, stop.source().topic());
                insert.setLong(4, stop.offset());
                insert.setString(5, stop.reason().name());
                insert.setString(6, stop.detail());
                insert.setTimestamp(7, Timestamp.from(stop.since()));
                insert.executeUpdate();
            }
        }
    }

    /** Gives the stops in what a log has lost this id: they say nothing about the records that come there now. */
    static void setAside(Connection connection, Gap lost, UUID aside) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_ASIDE)) {
            update.setObject(1, aside);
            update.setObject(2, lost.source().topicId());
            update.setInt(3, lost.source().partition());
            update.setLong(4, lost.from());
            update.executeUpdate();
        }
    }

    /** Of these, those that are stopped. */
    static Map<Source, PartitionStop> read(Connection connection, Collection<Source> sources) throws SQLException {
        Map<Source, PartitionStop> stops = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            for (Source source : sources) {
                select.setObject(1, source.topicId());
                select.setInt(2, source.partition());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        stops.put(source, stop(source, row));
                    }
                }
            }
        }
        return stops;
    }

    /** From the columns of {@code READ}. */
    private static PartitionStop stop(Source source, ResultSet row) throws SQLException {
        return new PartitionStop(
                source,
                row.getLong(1),
                PartitionStop.Reason.valueOf(row.getString(2)),
                row.getString(3),
                row.getTimestamp(4).toInstant());
    }

    /**
     * How much of what is stored was poison, from the dead letters: a restart is no new beginning. An offset without a dead
     * letter is taken for a good record, also where a transaction's marker has it.
     */
    static Map<Source, PoisonWindow> windows(Connection connection, Collection<Source> sources) throws SQLException {
        Map<Source, PoisonWindow> windows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(LATEST_POISON)) {
            for (Source source : sources) {
                select.setObject(1, source.topicId());
                select.setInt(2, source.partition());
                select.setObject(3, source.topicId());
                select.setInt(4, source.partition());
                try (ResultSet rows = select.executeQuery()) {
                    windows.put(source, window(rows));
                }
            }
        }
        for (Map.Entry<Source, PoisonWindow> entry : windows.entrySet()) {
            addResumed(connection, entry.getKey(), entry.getValue());
        }
        return windows;
    }

    private static void addResumed(Connection connection, Source source, PoisonWindow window) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(RESUMED_AHEAD)) {
            select.setObject(1, source.topicId());
            select.setInt(2, source.partition());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    window.addResumed(rows.getLong(1));
                }
            }
        }
    }

    private static PoisonWindow window(ResultSet rows) throws SQLException {
        PoisonWindow window = new PoisonWindow();
        long next = 0;
        long position = 0;
        while (rows.next()) {
            long offset = rows.getLong(1);
            window.addGood(offset - Math.max(next, rows.getLong(2)));
            if (!rows.getBoolean(4)) {
                window.addPoison();
            }
            next = offset + 1;
            position = rows.getLong(3);
        }
        window.addGood(position - next);
        return window;
    }
}
