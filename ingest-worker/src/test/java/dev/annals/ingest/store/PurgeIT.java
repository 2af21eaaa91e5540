package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.ingest.ExactCounts;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PurgeIT {

    private static final Duration WEEK = Duration.ofDays(7);

    /** A Monday, 00:00 UTC, that weekly partitions hold. */
    private static final Instant MONDAY = LocalDate.now(ZoneOffset.UTC)
            .minusDays(30)
            .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();

    private Database database;
    private TestDatabase table;
    private StoredEvents stored;

    @BeforeEach
    void migrate() {
        database = new Database(Backends.shared().newDatabase("purge"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        stored = new StoredEvents(table);
    }

    @Test
    void run_deletesToTheMillisecond_whenTheCutIsInTheMiddleOfAPartition() throws Exception {
        // Given
        Instant cut = MONDAY.plus(Duration.ofDays(2)).plusMillis(7_384_567); // 02:03:04.567
        stored.add(MONDAY.minus(WEEK.multipliedBy(2)), MONDAY.plus(WEEK), 3_000);
        stored.add(cut.minusMillis(1), cut.plusMillis(2), 3);
        long older = older(cut);
        long all = table.count("events");
        PurgeReport expected = dryRun(cut);
        assertThat(table.count("events")).isEqualTo(all);

        // When
        PurgeReport report = run(cut);

        // Then
        assertThat(report).usingRecursiveComparison().ignoringFields("took").isEqualTo(expected);
        assertThat(report.deleted()).isEqualTo(older);
        assertThat(report.dropped()).extracting(PurgeReport.Part::events).containsExactly(1_000L, 1_000L);
        assertThat(report.dropped())
                .allSatisfy(part -> assertThat(exists(part.partition())).isFalse());
        assertThat(report.trimmed()).extracting(PurgeReport.Part::events).containsExactly(older - 2_000);
        assertThat(older(cut)).isZero();
        assertThat(table.count("events")).isEqualTo(all - older);
        assertThat(differences()).isEmpty();
        assertNothingIsCountedBefore(cut);
    }

    @Test
    void run_deletesByTheHour_whenTheCutIsInAYearlyPartition() throws Exception {
        // Given
        Instant cut = Instant.parse("2011-02-03T04:05:06.789Z");
        stored.add(Instant.parse("2010-06-01T00:00:00Z"), Instant.parse("2010-07-01T00:00:00Z"), 50);
        stored.add(cut.minus(Duration.ofHours(3)), cut.plus(Duration.ofHours(3)), 600);
        PurgeReport expected = dryRun(cut);

        // When
        PurgeReport report = run(cut);

        // Then
        assertThat(report).usingRecursiveComparison().ignoringFields("took").isEqualTo(expected);
        assertThat(report.dropped()).containsExactly(new PurgeReport.Part("events_y2010", 50, 0));
        assertThat(report.trimmed()).containsExactly(new PurgeReport.Part("events_y2011", 300, 0));
        assertThat(report.toString())
                .startsWith("350 events older than 2011-02-03T04:05:06.789Z: 1 whole partitions,"
                        + " 300 rows of events_y2011; in ");
        assertThat(table.count("events")).isEqualTo(300);
        assertThat(differences()).isEmpty();
    }

    @Test
    void run_doesNothing_whenNothingIsOld() throws Exception {
        // Given
        stored.add(MONDAY, MONDAY.plus(WEEK), 10);

        // When
        PurgeReport report = run(MONDAY);

        // Then
        assertThat(report.toString()).startsWith("0 events older than " + MONDAY + ": 0 whole partitions, 0 rows; in ");
        assertThat(table.count("events")).isEqualTo(10);
    }

    @Test
    void run_deletesOldDeadLetters_butNoneThatNobodyHasDecidedAbout() throws Exception {
        // Given
        table.execute("""
                insert into dead_letters (
                    topic_id, partition, record_offset, topic, reason, detail, header_names, header_values,
                    dead_lettered_at, handled, handled_at
                )
                select '00000000-0000-0000-0000-000000000001', 0, n, 'events', 'INVALID', 'd', '{}', '{}',
                    '%1$s'::timestamptz - interval '2 days', handled, handled_at
                from (values
                    (0, null, null),
                    (1, 'replayed', '%1$s'::timestamptz - interval '1 ms'),
                    (2, 'discarded', '%1$s'::timestamptz - interval '1 day'),
                    (3, 'discarded', '%1$s'::timestamptz)
                ) as letters (n, handled, handled_at)
                """.formatted(MONDAY));
        PurgeReport expected = dryRun(MONDAY);

        // When
        PurgeReport report = run(MONDAY);

        // Then
        assertThat(report).usingRecursiveComparison().ignoringFields("took").isEqualTo(expected);
        assertThat(report.deadLetters()).isEqualTo(2);
        assertThat(report.isNews()).isTrue();
        assertThat(report.toString()).contains("0 rows; 2 dead letters that were replayed or discarded; in ");
        assertThat(table.column("select record_offset from dead_letters order by 1"))
                .containsExactly("0", "3");
    }

    @Test
    void run_deletesWhatCameLate_inTheNextRun() throws Exception {
        // Given
        Instant cut = MONDAY.plus(Duration.ofHours(30));
        stored.add(MONDAY.minus(WEEK), MONDAY.plus(Duration.ofHours(40)), 500);
        run(cut);
        stored.add(MONDAY.minus(WEEK), cut, 200);
        assertThat(differences()).isEmpty();

        // When
        PurgeReport report = run(cut);

        // Then
        assertThat(report.deleted()).isEqualTo(200);
        assertThat(older(cut)).isZero();
        assertThat(differences()).isEmpty();
    }

    @Test
    void counts_areExactAtEveryMoment_whileWritersInsertIntoWhatIsDeleted() throws Exception {
        // Given
        Instant from = MONDAY.minus(WEEK.multipliedBy(2));
        Instant cut = MONDAY.plus(Duration.ofMinutes(250));
        Instant end = MONDAY.plus(Duration.ofHours(12));
        stored.add(from, MONDAY, 1_000);
        stored.add(MONDAY, end, 2_000);
        try (Repeated late = new Repeated(() -> addLate(from, cut, 0));
                Repeated lateToo = new Repeated(() -> addLate(MONDAY, end, 1));
                Repeated statement =
                        new Repeated(() -> assertThat(differences()).isEmpty());
                Repeated snapshot = new Repeated(this::assertExactInOneSnapshot);
                Repeated rollingUp = new Repeated(this::rollUp)) {

            // When
            int runs = 0;
            while (runs < 5 || statement.turns() < 20 || snapshot.turns() < 20 || rollingUp.turns() < 20) {
                run(cut);
                runs++;
            }

            // Then
            for (Repeated each : List.of(late, lateToo, statement, snapshot, rollingUp)) {
                each.close();
                assertThat(each.turns()).isPositive();
            }
        }
        run(cut);
        assertThat(older(cut)).isZero();
        assertThat(differences()).isEmpty();
        assertNothingIsCountedBefore(cut);
    }

    @Test
    void runAndRollUp_doNotWait_forAWriterThatHoldsTheHoursCounts() throws Exception {
        // Given
        Instant cut = MONDAY.plus(Duration.ofHours(1));
        stored.add(MONDAY, MONDAY.plus(Duration.ofMinutes(30)), 60);
        try (Connection writer = DriverManager.getConnection(table.url())) {
            writer.setAutoCommit(false);
            StoredEvents.add(writer, MONDAY, MONDAY.plus(Duration.ofMinutes(30)), 60, 0);

            // When
            PurgeReport report = run(cut);
            RollupOutcome rolledUp = rollUp();

            // Then
            assertThat(report.deleted()).isEqualTo(60);
            assertThat(rolledUp.rows()).isEqualTo(6); // what was deducted; what was counted is the writer's
            writer.commit();
        }
        assertThat(table.count("events")).isEqualTo(60);
        assertThat(differences()).isEmpty();
        assertThat(run(cut).deleted()).isEqualTo(60);
        assertNothingIsCountedBefore(cut);
    }

    @Test
    void writer_isNeverCancelled_whereItAndRetentionWaitForEachOther() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK), MONDAY.plus(Duration.ofHours(1)), 100);
        CompletableFuture<PurgeReport> purge = new CompletableFuture<>();
        CompletableFuture<Void> written = new CompletableFuture<>();
        try (Connection writer = DriverManager.getConnection(table.url());
                Connection rollup = DriverManager.getConnection(table.url())) {
            writer.setAutoCommit(false);
            StoredEvents.add(writer, MONDAY, MONDAY.plus(Duration.ofHours(1)), 10, 0); // it has events, not what goes
            rollup.setAutoCommit(false);
            rollup.createStatement().execute("select pg_advisory_xact_lock(" + AdvisoryLocks.ROLLED_UP_COUNTS + ")");

            // When
            Thread retention = start(purge, () -> run(MONDAY));
            awaitLock("locktype = 'advisory' and not granted");
            Thread writing = start(written, () -> {
                StoredEvents.add(writer, MONDAY.minus(WEEK), MONDAY, 10, 0);
                writer.commit();
                return null;
            });
            awaitLock("relation::regclass::text like 'events_w%' and not granted"
                    + " and clock_timestamp() - waitstart > interval '600 ms'"); // looks for a circle at 1 s
            rollup.commit();

            // Then
            written.get(30, TimeUnit.SECONDS);
            assertThat(purge.get(30, TimeUnit.SECONDS).deleted()).isEqualTo(110);
            retention.join();
            writing.join();
        }
        assertThat(older(MONDAY)).isZero();
        assertThat(differences()).isEmpty();
    }

    @Test
    void run_givesWayToAReader_deletesByTheHour_andDropsInTheNextRun() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK), MONDAY.plus(Duration.ofHours(2)), 200);
        Instant cut = MONDAY.plus(Duration.ofHours(1));
        long older = older(cut);
        PurgeReport whileRead;
        try (Connection reader = DriverManager.getConnection(table.url());
                Statement reading = reader.createStatement();
                Connection other = DriverManager.getConnection(table.url());
                Statement read = other.createStatement()) {
            reader.setAutoCommit(false);
            reading.executeQuery("select id from events order by id desc limit 1")
                    .close(); // not of what is old, but of events
            read.execute("set lock_timeout = '1s'"); // retention waits for 40 ms with readers behind it, others for 5 s
            try (Repeated others =
                    new Repeated(() -> read.executeQuery("select id from events order by id desc limit 1")
                            .close())) {

                // When
                whileRead = run(cut);
                int turns = others.turns();
                Eventually.succeeds(() -> assertThat(others.turns()).isGreaterThan(turns));
            }
            assertThat(older(cut)).isZero();
            assertThat(differences()).isEmpty();
            stored.add(MONDAY.minus(WEEK), MONDAY, 10); // writers are not in the way, nor is retention in theirs
            reader.rollback();
        }

        // Then
        assertThat(whileRead.dropped()).isEmpty();
        assertThat(whileRead.busy()).hasSize(1);
        assertThat(whileRead.trimmed())
                .hasSize(2)
                .first()
                .satisfies(part -> assertThat(whileRead.busy()).containsExactly(part.partition()));
        assertThat(whileRead.deleted()).isEqualTo(older);
        assertThat(whileRead.toString()).contains("; 1 partitions in use, left to the next run; in ");
        assertThat(differences()).isEmpty();
        assertThat(run(cut).dropped())
                .containsExactly(new PurgeReport.Part(whileRead.busy().get(0), 10, 0));
        assertThat(older(cut)).isZero();
        assertNothingIsCountedBefore(cut);
    }

    @Test
    void run_deletesNothing_whenTheClocksDifferByMoreThanAnHour() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK), MONDAY.plus(Duration.ofHours(2)), 200);

        for (Duration off : List.of(Duration.ofDays(365), Duration.ofMinutes(61), Duration.ofMinutes(-61))) {
            // When
            PurgeOutcome outcome =
                    Purge.run(database, MONDAY.plus(WEEK), Clock.offset(Clock.systemUTC(), off), PurgeIT::briefly);

            // Then
            assertThat(outcome).isInstanceOfSatisfying(PurgeOutcome.Broken.class, broken -> {
                assertThat(broken.report().isEmpty()).isTrue();
                assertThat(broken.reason())
                        .matches("this machine's clock says \\S+Z and PostgreSQL's \\S+Z, more than an hour apart:"
                                + " nothing is deleted, for a clock that is ahead makes young events old;"
                                + " set the wrong one right");
            });
            assertThat(table.count("events")).isEqualTo(200);
        }
        assertThat(done(Purge.run(
                                database,
                                MONDAY.plus(WEEK),
                                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(55)),
                                PurgeIT::briefly))
                        .deleted())
                .isEqualTo(200);
    }

    @Test
    void run_deletesNothing_whenTheClockIsSetRightAfterTheCutWasMade() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK), MONDAY, 100);
        Iterator<Duration> ahead = List.of(Duration.ofDays(365)).iterator();
        InstantSource setRight = () -> ahead.hasNext() ? Instant.now().plus(ahead.next()) : Instant.now();

        // When
        PurgeOutcome outcome = Purge.run(database, MONDAY, setRight.withZone(ZoneOffset.UTC), PurgeIT::briefly);

        // Then
        assertThat(outcome).isInstanceOf(PurgeOutcome.Broken.class);
        assertThat(table.count("events")).isEqualTo(100);
    }

    @Test
    void report_isNoNews_whenNothingWentButEventsAboutEarlierRuns() throws Exception {
        // Given
        Instant cut = MONDAY.plus(Duration.ofHours(5));
        store(
                notice(MONDAY.minus(WEEK)),
                notice(MONDAY.plus(Duration.ofHours(1))),
                notice(MONDAY.plus(Duration.ofHours(2))),
                Event.draft("media", PurgeReport.NOTICE_TYPE).insertedAt(cut).toEvent());
        PurgeReport expected = dryRun(cut);

        // When
        PurgeReport onlyNotices = run(cut);
        PurgeReport anotherToo = run(cut.plusMillis(1));

        // Then
        assertThat(onlyNotices)
                .usingRecursiveComparison()
                .ignoringFields("took")
                .isEqualTo(expected);
        assertThat(onlyNotices.deleted()).isEqualTo(3);
        assertThat(onlyNotices.isNews()).isFalse();
        assertThat(anotherToo.deleted()).isEqualTo(1);
        assertThat(anotherToo.isNews()).isTrue();
    }

    @Test
    void secondRun_doesNothing_whileAnotherIsGoingOn() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK), MONDAY, 100);
        AtomicReference<PurgeOutcome> second = new AtomicReference<>();

        // When
        PurgeOutcome first = Purge.run(database, MONDAY, Clock.systemUTC(), time -> {
            second.set(Purge.run(database, MONDAY, Clock.systemUTC(), PurgeIT::briefly));
            return true;
        });

        // Then
        assertThat(second.get()).isEqualTo(new PurgeOutcome.Busy());
        assertThat(first)
                .isInstanceOfSatisfying(
                        PurgeOutcome.Done.class,
                        done -> assertThat(done.report().deleted()).isEqualTo(100));
    }

    @Test
    void nextRun_doesTheRest_whenTheDatabaseWentAway() throws Exception {
        // Given
        stored.add(MONDAY.minus(WEEK.multipliedBy(2)), MONDAY, 200);
        AtomicInteger turns = new AtomicInteger();

        // When
        PurgeOutcome broken = Purge.run(database, MONDAY, Clock.systemUTC(), time -> {
            if (turns.incrementAndGet() == 2) { // after the first partition
                killRetention();
            }
            return true;
        });

        // Then
        assertThat(broken).isInstanceOfSatisfying(PurgeOutcome.Broken.class, early -> {
            assertThat(early.report().deleted()).isEqualTo(100);
            assertThat(early.reason()).startsWith("PostgreSQL at " + database + " cannot do it now: ");
        });
        assertThat(table.count("events")).isEqualTo(100);
        assertThat(differences()).isEmpty();
        assertThat(run(MONDAY).deleted()).isEqualTo(100);
        assertThat(table.count("events")).isZero();
    }

    @Test
    void run_endsBetweenTransactions_whenToldToStop() throws Exception {
        // Given
        stored.add(MONDAY, MONDAY.plus(Duration.ofHours(10)), 100);
        AtomicInteger turns = new AtomicInteger();

        // When
        PurgeOutcome outcome = Purge.run(
                database,
                MONDAY.plus(Duration.ofHours(10)),
                Clock.systemUTC(),
                time -> turns.incrementAndGet() <= 3); // before the partition, and before each of two hours

        // Then
        assertThat(outcome).isInstanceOfSatisfying(PurgeOutcome.Broken.class, early -> {
            assertThat(early.reason()).isEqualTo("it was told to stop");
            assertThat(early.report().deleted()).isEqualTo(20);
        });
        assertThat(table.count("events")).isEqualTo(80);
        assertThat(differences()).isEmpty();
    }

    @Test
    void run_refusesAPartitionOfPartialHours() throws Exception {
        // Given
        table.execute("create table events_odd partition of events for values"
                + " from ('00000000-0001-7000-8000-000000000000') to ('00000000-0002-7000-8000-000000000000')");

        // When
        PurgeOutcome outcome = Purge.run(database, MONDAY, Clock.systemUTC(), PurgeIT::briefly);

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PurgeOutcome.Broken.class,
                        broken -> assertThat(broken.reason())
                                .contains("the partition events_odd of events was not made by Annals"));
    }

    /** The worker's own writer, with late events, against runs that drop and trim what it writes to. */
    @Test
    void writer_neverDeadLetters_whileItsPartitionsAreDropped() throws Exception {
        // Given
        Source source = new Source(new UUID(1, 2), "events", 0);
        AtomicInteger offset = new AtomicInteger();
        try (BatchWriter writer = new BatchWriter(database, Clock.systemUTC(), new SilentListener())) {
            writer.open(Map.of(source, 0L));
            Repeated rollingUp = new Repeated(this::rollUp);
            Repeated writing = new Repeated(() -> assertThat(writer.write(late(source, offset.getAndAdd(100), 100)))
                    .isEqualTo(new Outcome.Stored(100, 0, List.of())));

            // When
            int dropped = 0;
            for (int i = 0; i < 5; i++) {
                int before = writing.turns();
                Eventually.succeeds(() -> assertThat(writing.turns()).isGreaterThan(before));
                dropped += run(MONDAY.plus(WEEK)).dropped().size();
            }
            writing.close();
            rollingUp.close();

            // Then
            assertThat(dropped).isGreaterThan(3); // each of them more than once
            assertThat(writing.turns()).isGreaterThanOrEqualTo(5);
            assertThat(table.count("dead_letters")).isZero();
            assertThat(differences()).isEmpty();
            assertThat(table.value("select next_offset from ingest_positions")).isEqualTo("" + offset.get());
        }
    }

    private static Event notice(Instant time) {
        return Event.draft(PurgeReport.NOTICE_CATEGORY, PurgeReport.NOTICE_TYPE)
                .insertedAt(time)
                .toEvent();
    }

    private void store(Event... events) {
        Source source = new Source(new UUID(3, 4), "events", 0);
        List<Row> rows = new ArrayList<>();
        for (Event event : events) {
            rows.add(TestRecord.row(source, rows.size(), event));
        }
        try (BatchWriter writer = new BatchWriter(database, Clock.systemUTC(), new SilentListener())) {
            writer.open(Map.of(source, 0L));
            writer.write(new Batch(
                    List.of(new Advance(source, 0, rows.size())), rows, List.of(), List.of(), OptionalLong.empty()));
        }
    }

    private static Batch late(Source source, long offset, int events) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Instant time = MONDAY.minus(WEEK.multipliedBy(i % 3)).plusSeconds(i);
            rows.add(TestRecord.row(
                    source, offset + i, Event.draft("a", "a.b").insertedAt(time).toEvent()));
        }
        return new Batch(
                List.of(new Advance(source, offset, offset + events)),
                rows,
                List.of(),
                List.of(),
                OptionalLong.empty());
    }

    private PurgeReport run(Instant cut) {
        return done(Purge.run(database, cut, Clock.systemUTC(), PurgeIT::briefly));
    }

    private PurgeReport dryRun(Instant cut) {
        return done(Purge.dryRun(database, cut, Clock.systemUTC()));
    }

    private static PurgeReport done(PurgeOutcome outcome) {
        assertThat(outcome).isInstanceOf(PurgeOutcome.Done.class);
        return ((PurgeOutcome.Done) outcome).report();
    }

    /** Others get their turn, but a test does not wait as long as a worker. */
    private static boolean briefly(Duration time) {
        Thread.yield();
        return true;
    }

    private void addLate(Instant from, Instant to, int kafkaPartition) throws SQLException {
        stored.prepare(from, to);
        try (Connection connection = DriverManager.getConnection(table.url())) {
            StoredEvents.add(connection, from, to, 30, kafkaPartition);
        } catch (SQLException e) {
            if (!"23514".equals(e.getSQLState())) { // dropped since it was prepared: as for the worker, once more
                throw e;
            }
        }
    }

    private static <T> Thread start(CompletableFuture<T> result, Callable<T> work) {
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitLock(String condition) {
        Eventually.succeeds(() -> assertThat(table.count("pg_locks where database ="
                        + " (select oid from pg_database where datname = current_database()) and " + condition))
                .isEqualTo(1));
    }

    /** The hours that are not over, too. */
    private RollupOutcome rollUp() {
        RollupOutcome outcome = CountRollup.run(database, MONDAY.plus(WEEK.multipliedBy(9)), PurgeIT::briefly);
        assertThat(outcome.failure()).isNull();
        return outcome;
    }

    private void assertNothingIsCountedBefore(Instant cut) throws SQLException {
        assertThat(differences()).isEmpty();
        rollUp();
        assertThat(differences()).isEmpty();
        assertThat(table.count("event_counts where bucket < '" + hourOf(cut) + "'"))
                .isZero();
        assertThat(table.count("event_count_rollups where n = 0")).isZero();
        assertThat(table.count("event_count_totals where n = 0")).isZero();
    }

    private List<String> differences() throws SQLException {
        return ExactCounts.differences(table);
    }

    /** As a reader does it who asks more than one question. */
    private void assertExactInOneSnapshot() throws SQLException {
        try (Connection connection = DriverManager.getConnection(table.url());
                Statement statement = connection.createStatement()) {
            statement.execute("begin isolation level repeatable read; lock table events in access share mode");
            String counted = "select coalesce(sum(n), 0) from event_counts";
            String there = "select count(*) from events";
            long before = single(statement, counted);
            assertThat(single(statement, there)).isEqualTo(before);
            statement.execute("rollback");
        }
    }

    private static long single(Statement statement, String sql) throws SQLException {
        try (var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void killRetention() {
        try {
            table.value("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                    + " where datname = current_database() and application_name = 'annals-retention'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long older(Instant cut) throws SQLException {
        return table.count("events where inserted_at < '" + cut + "'");
    }

    private boolean exists(String name) {
        try {
            return table.value("select to_regclass('" + name + "') is not null").equals("t");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Instant hourOf(Instant time) {
        return time.truncatedTo(ChronoUnit.HOURS);
    }

    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "beside").start());
    }
}
