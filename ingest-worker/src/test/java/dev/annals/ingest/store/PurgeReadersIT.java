package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** How long pages take while what they read is dropped and deleted. */
class PurgeReadersIT {

    private static final int READERS = 4;
    private static final int PAGES = 400;
    private static final int ATTEMPTS = 3;
    private static final Duration WEEK = Duration.ofDays(7);

    /** A week's beginning, ten weeks ago. */
    private static final Instant OLDEST = LocalDate.now(ZoneOffset.UTC)
            .minusWeeks(10)
            .with(DayOfWeek.MONDAY)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();

    /** The API's kind of query, walking back from the newest. */
    private static final String PAGE = """
            select id, inserted_at, category, type, actor_type, actor_id, severity, metadata
            from events
            where category = ?
              and id < ?
            order by id desc
            limit 51
            """;

    private final List<Repeated> readers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong pages = new AtomicLong();

    @Test
    void readers_areBlockedForAMomentOnly_whileALargePartitionIsDropped() throws Exception {
        // Given
        Database database = new Database(Backends.shared().newDatabase("purge_readers"), "", "");
        Schema.migrate(database);
        TestDatabase table = new TestDatabase(database.url());
        StoredEvents stored = new StoredEvents(table);
        stored.add(OLDEST, OLDEST.plus(WEEK.multipliedBy(ATTEMPTS)), 100_000 * ATTEMPTS);
        stored.add(OLDEST.plus(WEEK.multipliedBy(ATTEMPTS)), OLDEST.plus(WEEK.multipliedBy(ATTEMPTS + 2)), 5_000);
        table.execute("vacuum analyze events");
        try {
            for (int i = 0; i < READERS; i++) {
                readers.add(reader(table.url()));
            }

            // When
            List<Long> beyondTheLimit = new ArrayList<>();
            do {
                Instant cut = OLDEST.plus(WEEK.multipliedBy(beyondTheLimit.size() + 1));
                beyondTheLimit.add(millisBeyondTheLimit(database, cut));
            } while (beyondTheLimit.get(beyondTheLimit.size() - 1) > 0 && beyondTheLimit.size() < ATTEMPTS);

            // Then
            assertThat(beyondTheLimit).anyMatch(millis -> millis <= 0);
        } finally {
            for (Repeated reader : readers) {
                reader.close();
            }
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /**
     * How much longer than it may the slowest page took while one week was dropped; a busy machine can only add. As bad as
     * can be if the week could not be dropped.
     */
    private long millisBeyondTheLimit(Database database, Instant cut) {
        Duration control = slowestOf(PAGES); // while nothing is deleted, on this machine, as it is now
        slowest.set(0);
        long before = pages.get();
        PurgeOutcome outcome = Purge.run(database, cut, Clock.systemUTC(), this::leaveTheReadersTheirTurn);
        long during = pages.get() - before;
        Duration blocked = Duration.ofNanos(slowest.get());
        PurgeReport report = ((PurgeOutcome.Done) outcome).report();
        System.out.printf(
                "%d readers: the slowest page %d ms of %d pages while retention deleted %s; %d ms without%n",
                READERS, blocked.toMillis(), during, report, control.toMillis());
        assertThat(during).isPositive();
        if (!report.busy().isEmpty()) { // eight times no 40 ms without a reader: says nothing about a drop
            return Long.MAX_VALUE;
        }
        assertThat(report.dropped()).anyMatch(part -> part.events() >= 90_000);
        return blocked.toMillis() - Math.max(100, 2 * control.toMillis());
    }

    /** For as long as a worker would leave it to them: without a pause all tries would meet the same pages. */
    private boolean leaveTheReadersTheirTurn(Duration time) {
        long start = System.nanoTime();
        Eventually.succeeds(() -> {
            readers.forEach(Repeated::turns);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(time.toNanos());
        });
        return true;
    }

    private Duration slowestOf(int more) {
        slowest.set(0);
        long end = pages.get() + more;
        Eventually.succeeds(() -> {
            readers.forEach(Repeated::turns);
            assertThat(pages.get()).isGreaterThan(end);
        });
        return Duration.ofNanos(slowest.get());
    }

    private Repeated reader(String url) throws Exception {
        Connection connection = DriverManager.getConnection(url);
        connections.add(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
        }
        connection.unwrap(PGConnection.class).setPrepareThreshold(1);
        PreparedStatement page = connection.prepareStatement(PAGE);
        page.setString(1, "media");
        return new Repeated(() -> walk(page));
    }

    /** Ten pages back from the newest. */
    private void walk(PreparedStatement page) throws Exception {
        UUID before = new UUID(-1, -1);
        for (int i = 0; i < 10; i++) {
            page.setObject(2, before);
            long start = System.nanoTime();
            try (ResultSet rows = page.executeQuery()) {
                while (rows.next()) {
                    before = rows.getObject(1, UUID.class);
                }
            }
            long took = System.nanoTime() - start;
            slowest.accumulateAndGet(took, Math::max);
            pages.incrementAndGet();
        }
    }
}
