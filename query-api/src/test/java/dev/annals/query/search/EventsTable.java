package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Resource;
import dev.annals.ingest.store.CountRollup;
import dev.annals.ingest.store.RollupOutcome;
import dev.annals.testkit.Backends;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the worker's tables, into which tests write events and partitions as the worker would. */
public final class EventsTable {

    private static final Duration WEEK = Duration.ofDays(7);

    private static final String PARTITION = """
            create table "events_%s" partition of events (
                check (inserted_at >= '%s' and inserted_at < '%s')
            )
            for values from ('%s') to ('%s')
            """;

    private static final String INSERT = """
            insert into events (
                id, inserted_at, category, type, actor_type, actor_id, resource_type, resource_id, severity, metadata
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            """;

    private static final String COUNT = """
            insert into event_counts as counts (bucket, category, type, severity, actor_type, kafka_partition, n)
            values (date_trunc('hour', ?, 'UTC'), ?, ?, ?, ?, ?, ?)
            on conflict (bucket, category, type, severity, actor_type, kafka_partition)
            do update set n = counts.n + excluded.n
            """;

    private static final Instant AFTER_ALL = Instant.parse("2100-01-01T00:00:00Z");
    private static final int KAFKA_PARTITIONS = 3;
    private static final int NO_PARTITION = -1;

    private final String url;

    private EventsTable(String url) {
        this.url = url;
    }

    /** In a new database of the server that tests share. */
    public static EventsTable create() {
        return migrate(Backends.shared().newDatabase("query"));
    }

    /** As an older worker left them, in a new database. */
    static EventsTable ofVersion(int version) {
        return migrate(Backends.shared().newDatabase("older"), MigrationVersion.fromVersion(Integer.toString(version)));
    }

    /** In that database. */
    public static EventsTable migrate(String url) {
        return migrate(url, MigrationVersion.LATEST);
    }

    private static EventsTable migrate(String url, MigrationVersion target) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(url);
        Flyway.configure()
                .dataSource(dataSource)
                .target(target)
                .loggers("slf4j")
                .load()
                .migrate();
        return new EventsTable(url);
    }

    public String url() {
        return url;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** One partition, named after its start, with the check by which literal times prune. */
    public EventsTable partition(Instant from, Instant to) {
        return execute(PARTITION.formatted(from, from, to, EventIds.lowerBound(from), EventIds.lowerBound(to)));
    }

    /** That many partitions of a week. */
    public EventsTable weeks(Instant from, int weeks) {
        for (int i = 0; i < weeks; i++) {
            Instant start = from.plus(WEEK.multipliedBy(i));
            partition(start, start.plus(WEEK));
        }
        return this;
    }

    /** Rows and their counts, in one transaction. */
    public EventsTable insert(Collection<Event> events) {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            connection.setAutoCommit(false);
            for (Event event : events) {
                bind(event, insert);
                insert.addBatch();
                bindCount(event, Math.floorMod(event.id().hashCode(), KAFKA_PARTITIONS), 1, count);
                count.addBatch();
            }
            insert.executeBatch();
            count.executeBatch();
            connection.commit();
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As retention does: the rows, and their counts deducted outside of any partition of the topic. */
    public EventsTable delete(Collection<Event> events) {
        try (Connection connection = connect();
                PreparedStatement delete = connection.prepareStatement("delete from events where id = ?");
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            connection.setAutoCommit(false);
            for (Event event : events) {
                delete.setObject(1, event.id());
                delete.addBatch();
                bindCount(event, NO_PARTITION, -1, count);
                count.addBatch();
            }
            delete.executeBatch();
            count.executeBatch();
            connection.commit();
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the worker does it, but the hours that are not over, too. */
    public EventsTable rollUpCounts() {
        RollupOutcome outcome =
                CountRollup.run(new dev.annals.ingest.store.Database(url, "", ""), AFTER_ALL, time -> true);
        assertThat(outcome.failure()).isNull();
        return this;
    }

    public EventsTable clear() {
        return execute("truncate events, event_counts, event_count_rollups");
    }

    public EventsTable execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bindCount(Event event, int kafkaPartition, long n, PreparedStatement count)
            throws SQLException {
        Actor actor = event.actor();
        count.setTimestamp(1, Timestamp.from(event.insertedAt()));
        count.setString(2, event.category());
        count.setString(3, event.type());
        count.setString(4, event.severity().wireName());
        count.setString(5, actor == null ? "" : actor.type().wireName());
        count.setInt(6, kafkaPartition);
        count.setLong(7, n);
    }

    private static void bind(Event event, PreparedStatement insert) throws SQLException {
        Actor actor = event.actor();
        Resource resource = event.resource();
        insert.setObject(1, event.id());
        insert.setTimestamp(2, Timestamp.from(event.insertedAt()));
        insert.setString(3, event.category());
        insert.setString(4, event.type());
        insert.setString(5, actor == null ? null : actor.type().wireName());
        insert.setString(6, actor == null ? null : actor.id());
        insert.setString(7, resource == null ? null : resource.type());
        insert.setString(8, resource == null ? null : resource.id());
        insert.setString(9, event.severity().wireName());
        insert.setString(10, event.metadata().json());
    }
}
