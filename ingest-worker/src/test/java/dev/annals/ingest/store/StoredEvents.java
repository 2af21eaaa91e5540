package dev.annals.ingest.store;

import dev.annals.event.Event;
import dev.annals.ingest.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Fills the tables quickly, with what the writer guarantees: rows and counts in one transaction, counts last and sorted. */
public final class StoredEvents {

    /** Spread evenly from a time on; six combinations of type, severity and actor. */
    private static final String INSERT = """
            with fresh as (
                insert into events (id, inserted_at, category, type, actor_type, actor_id, severity, metadata)
                select
                    (lpad(to_hex(ms), 12, '0') || '7' || substr(bits, 1, 3) || '8' || substr(bits, 4, 15))::uuid,
                    to_timestamp(ms / 1000.0),
                    'media',
                    'media.t' || i % 3,
                    case when i % 2 = 0 then 'user' end,
                    case when i % 2 = 0 then 'u-' || i % 100 end,
                    case when i % 2 = 0 then 'info' else 'error' end,
                    '{}'
                from (
                    select i, (?::bigint + i * ?::bigint / ?::bigint) as ms, md5(random()::text) as bits
                    from generate_series(0, ?::int - 1) i
                ) times
                returning inserted_at, category, type, severity, actor_type
            )
            insert into event_counts as c (bucket, category, type, severity, actor_type, kafka_partition, n)
            select date_trunc('hour', inserted_at, 'UTC'), category, type, severity, coalesce(actor_type, ''), ?, count(*)
            from fresh
            group by 1, 2, 3, 4, 5
            order by 1, 2, 3, 4, 5
            on conflict (bucket, category, type, severity, actor_type, kafka_partition)
            do update set n = c.n + excluded.n
            """;

    private final TestDatabase table;

    public StoredEvents(TestDatabase table) {
        this.table = table;
    }

    /** From {@code from} on, so many in equal distances before {@code to}. */
    public void add(Instant from, Instant to, int events) throws SQLException {
        prepare(from, to);
        try (Connection connection = DriverManager.getConnection(table.url())) {
            add(connection, from, to, events, 0);
        }
    }

    /** The same in the caller's transaction, as records of that Kafka partition; the partitions must be there. */
    static void add(Connection connection, Instant from, Instant to, int events, int kafkaPartition)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, from.toEpochMilli());
            insert.setLong(2, to.toEpochMilli() - from.toEpochMilli());
            insert.setInt(3, events);
            insert.setInt(4, events);
            insert.setInt(5, kafkaPartition);
            insert.executeUpdate();
        }
    }

    /** Makes the partitions of these times, and of those between that are weeks apart. */
    void prepare(Instant from, Instant to) throws SQLException {
        Source source = new Source(new UUID(9, 9), "events", 0);
        List<Row> rows = new ArrayList<>();
        for (Instant time = from; time.isBefore(to); time = time.plusSeconds(7 * 86_400)) {
            rows.add(TestRecord.row(
                    source, 0, Event.draft("a", "a.b").insertedAt(time).toEvent()));
        }
        rows.add(TestRecord.row(
                source, 0, Event.draft("a", "a.b").insertedAt(to.minusMillis(1)).toEvent()));
        try (Connection connection = new Database(table.url(), "", "").connect()) {
            new Partitions(Clock.systemUTC())
                    .prepare(connection, new Batch(List.of(), rows, List.of(), List.of(), OptionalLong.empty()));
        }
    }
}
