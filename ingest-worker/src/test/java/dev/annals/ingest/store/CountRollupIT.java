package dev.annals.ingest.store;

import static dev.annals.ingest.ExactCounts.assertExact;
import static dev.annals.ingest.ExactCounts.differences;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountRollupIT {

    /** In the middle of a day and of a month. */
    private static final Instant NOON = Instant.parse("2026-08-12T12:00:00Z");

    private static final String IN_ALL = "select coalesce(sum(n), 0) from ";

    private Database database;
    private TestDatabase table;
    private StoredEvents stored;

    @BeforeEach
    void migrate() {
        database = new Database(Backends.shared().newDatabase("rollup"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        stored = new StoredEvents(table);
    }

    @Test
    void run_leavesOneRowAnHourADayAndAMonth_forAllPartitionsOfTheTopic() throws Exception {
        // Given: 60 days; two partitions of the topic
        Instant from = NOON.minus(Duration.ofDays(60));
        stored.add(from, NOON, 6_000);
        try (Connection connection = DriverManager.getConnection(table.url())) {
            StoredEvents.add(connection, from, NOON, 6_000, 1);
        }
        long rows = table.count("event_counts");

        // When
        RollupOutcome outcome = rollUp(NOON.plus(Duration.ofHours(1)));

        // Then
        assertThat(outcome).isEqualTo(new RollupOutcome(rows, null));
        assertThat(table.count("event_counts where kafka_partition <> -2")).isZero();
        assertThat(table.count("event_counts")).isEqualTo(rows / 2);
        assertThat(table.column("select count(distinct bucket) from event_count_rollups group by grain order by grain"))
                .containsExactly("61", "3");
        assertThat(table.value(IN_ALL + "event_count_rollups where grain = 'month'"))
                .isEqualTo("12000");
        assertThat(table.value("select count(*) from event_count_totals")).isEqualTo("64");
        assertExact(table);
    }

    @Test
    void run_leavesTheOpenHour_andTheOneBefore() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(3)), NOON.plus(Duration.ofMinutes(30)), 420);

        // When
        rollUp(NOON.plus(Duration.ofMinutes(30)));

        // Then
        assertThat(table.value(IN_ALL + "event_counts where kafka_partition = -2 and bucket < '" + NOON + "'"))
                .isEqualTo("240");
        assertThat(table.value(IN_ALL + "event_counts where kafka_partition <> -2"))
                .isEqualTo("180");
        assertExact(table);
    }

    @Test
    void run_addsWhatCameLate_toWhatIsRolledUp() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(3)), NOON, 180);
        rollUp(NOON.plus(Duration.ofHours(1)));
        long rows = table.count("event_counts");
        try (Connection connection = DriverManager.getConnection(table.url())) {
            StoredEvents.add(connection, NOON.minus(Duration.ofHours(3)), NOON, 180, 3);
        }
        assertExact(table);

        // When
        rollUp(NOON.plus(Duration.ofHours(1)));

        // Then
        assertThat(table.count("event_counts")).isEqualTo(rows);
        assertThat(table.value(IN_ALL + "event_counts where kafka_partition = -2"))
                .isEqualTo("360");
        assertExact(table);
    }

    @Test
    void run_doesWhatItCan_whileSomebodyHoldsARow() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(3)), NOON, 180);
        long rows = table.count("event_counts");
        try (Connection other = DriverManager.getConnection(table.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            assertThat(statement.executeUpdate("update event_counts set n = n + 0 where type = 'media.t0'"))
                    .isEqualTo(6);

            // When
            RollupOutcome outcome = rollUp(NOON.plus(Duration.ofHours(1)));

            // Then
            assertThat(outcome).isEqualTo(new RollupOutcome(rows - 6, null));
            assertExact(table);
            other.commit();
        }
        assertThat(rollUp(NOON.plus(Duration.ofHours(1)))).isEqualTo(new RollupOutcome(6, null));
        assertExact(table);
    }

    @Test
    void run_isLeftToTheOtherProcess_thatIsAtIt() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(1)), NOON, 60);
        try (Connection other = DriverManager.getConnection(table.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + AdvisoryLocks.ROLLED_UP_COUNTS + ")");

            // When
            RollupOutcome outcome = rollUp(NOON.plus(Duration.ofHours(2)));

            // Then
            assertThat(outcome).isEqualTo(new RollupOutcome(0, null));
            other.rollback();
        }
    }

    @Test
    void run_endsBetweenTransactions_whenToldToStop() throws Exception {
        // Given: more rows than one transaction moves
        stored.add(NOON.minus(Duration.ofDays(60)), NOON, 12_000);
        long rows = table.count("event_counts");
        AtomicInteger turns = new AtomicInteger();

        // When
        RollupOutcome outcome =
                CountRollup.run(database, NOON.plus(Duration.ofHours(1)), time -> turns.incrementAndGet() == 1);

        // Then
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.rows()).isPositive().isLessThan(rows);
        assertExact(table);
    }

    @Test
    void run_saysWhy_whenItBreaksOff() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(1)), NOON, 60);
        table.execute("alter table event_count_rollups rename to rollups_away");

        // When
        RollupOutcome outcome = rollUp(NOON.plus(Duration.ofHours(1)));

        // Then
        assertThat(outcome.rows()).isZero();
        assertThat(outcome.failure()).contains(database.toString(), "event_count_rollups", "SQLSTATE 42P01");
    }

    /** Where a worker of version 9 of the schema rolled up before. */
    @Test
    void totals_areOfWhatWasRolledUpBeforeTheyWereKept_too() throws Exception {
        // Given
        Database older = new Database(Backends.shared().newDatabase("older"), "", "");
        TestDatabase itsTable = new TestDatabase(older.url());
        Flyway.configure()
                .dataSource(older.url(), "", "")
                .target("9")
                .loggers("slf4j")
                .load()
                .migrate();
        new StoredEvents(itsTable).add(NOON.minus(Duration.ofDays(60)), NOON, 6_000);
        CountRollup.run(older, NOON.plus(Duration.ofHours(1)), time -> true);

        // When
        Schema.migrate(older);

        // Then
        assertThat(itsTable.value("select count(*) from event_count_totals")).isEqualTo("64");
        assertExact(itsTable);
    }

    @Test
    void totals_areEmptied_withTheRollUps() throws Exception {
        // Given
        stored.add(NOON.minus(Duration.ofHours(3)), NOON, 180);
        rollUp(NOON.plus(Duration.ofHours(1)));
        long totals = table.count("event_count_totals");

        // When
        table.execute("truncate event_count_rollups");

        // Then
        assertThat(totals).isEqualTo(2);
        assertThat(table.count("event_count_totals")).isZero();
    }

    @Test
    void counts_areRightAgain_afterWhatTheDocumentSaysToDo() throws Exception {
        // Given: tables that do not belong together
        stored.add(NOON.minus(Duration.ofDays(3)), NOON, 600);
        rollUp(NOON.plus(Duration.ofHours(1)));
        table.execute("update event_counts set n = n + 1");
        table.execute("update event_count_rollups set n = n + 2");
        table.execute("update event_count_totals set n = n + 3");
        String operations = Files.readString(Path.of("../docs/OPERATIONS.md"));
        int begin = operations.indexOf("begin;\ndelete from event_counts;");

        // When
        table.execute(operations.substring(begin, operations.indexOf("```", begin)));
        List<String> atOnce = differences(table);
        rollUp(NOON.plus(Duration.ofHours(1)));

        // Then
        assertThat(atOnce).isEmpty();
        assertExact(table);
        assertThat(table.value(IN_ALL + "event_count_totals where grain = 'day'"))
                .isEqualTo("600");
    }

    /** With the clock at {@code now}, when the hour before the last is over. */
    private RollupOutcome rollUp(Instant now) {
        return CountRollup.run(database, now, time -> true);
    }
}
