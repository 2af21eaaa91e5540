package dev.annals.ingest.store;

import dev.annals.event.EventIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes rows of a part of a partition by the hour, an hour's rows with their counts in the caller's transaction.
 *
 * <p>A row does not know which Kafka partition it came from, and its count may belong to a writer that is about to change
 * it. So deletions are deducted in rows of {@code event_counts} of their own (partition -1); {@link CountRollup} settles
 * them with what was counted, and removes what adds up to nothing.
 */
final class PartialPartition {

    private static final String FIRST = """
            select id
            from events
            where id >= ?
              and id < ?
            order by id
            limit 1
            """;

    private static final String DELETE = """
            with gone as (
                delete from events
                where id >= ?
                  and id < ?
                returning category, type, severity, coalesce(actor_type, '') as actor_type
            ), counted as materialized (
                select category, type, severity, actor_type, count(*) as n
                from gone
                group by category, type, severity, actor_type
            ), deducted as (
                insert into event_counts as c (bucket, category, type, severity, actor_type, kafka_partition, n)
                select ?, category, type, severity, actor_type, -1, -n
                from counted
                order by category, type, severity, actor_type
                on conflict (bucket, category, type, severity, actor_type, kafka_partition)
                do update set n = c.n + excluded.n
            )
            select
                coalesce(sum(n), 0),
                coalesce(sum(n) filter (where category = 'system' and type = 'retention.purged'), 0)
            from counted
            """;

    private static final String COUNT = """
            select count(*), count(*) filter (where category = 'system' and type = 'retention.purged')
            from events
            where id >= ?
              and id < ?
            """;

    private PartialPartition() {}

    /** The oldest event's time in this range. */
    static Optional<Instant> firstTime(Connection connection, Instant from, Instant to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIRST)) {
            bindIds(select, from, to);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(EventIds.timestamp(row.getObject(1, UUID.class))) : Optional.empty();
            }
        }
    }

    /** Deletes the partition's events of one hour, up to {@code end} if that lies in it; returns what there was. */
    static PurgeReport.Part deleteHour(Connection connection, String partition, Instant hour, Instant end)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            bindIds(delete, hour, endOfHour(hour, end));
            delete.setObject(3, OffsetDateTime.ofInstant(hour, ZoneOffset.UTC));
            return PurgeReport.Part.of(partition, delete);
        }
    }

    static Instant hourOf(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    static Instant endOfHour(Instant hour, Instant end) {
        Instant next = hour.plus(Duration.ofHours(1));
        return next.isAfter(end) ? end : next;
    }

    /** What the partition holds before {@code end}. */
    static PurgeReport.Part count(Connection connection, PartitionRange partition, Instant end) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            bindIds(count, partition.from(), end);
            return PurgeReport.Part.of(partition.name(), count);
        }
    }

    private static void bindIds(PreparedStatement statement, Instant from, Instant to) throws SQLException {
        statement.setObject(1, EventIds.lowerBound(from));
        statement.setObject(2, EventIds.lowerBound(to));
    }
}
