package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.Event;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A worker that freezes while it sends rows: PostgreSQL waits for the rest, whatever its time-outs say. */
class FrozenSessionsIT {

    private static final String WRITER = "frozen-writer";
    private static final Duration PATIENT = Duration.ofHours(1);

    private Database database;
    private TestDatabase table;
    private Connection frozen;
    private CopyIn copy;
    private Connection other;

    @BeforeEach
    void makeTables() throws Exception {
        database = new Database(Backends.shared().newDatabase("frozen"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        table.execute("create table copied (n int); create table position (n int); insert into position values (1)");
        other = database.connect(WRITER, PATIENT);
    }

    private void beginACopy(Duration statementTimeout) throws SQLException {
        frozen = database.connect(WRITER, statementTimeout);
        execute(frozen, "update position set n = 2");
        copy = frozen.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");
        awaitCopy(0);
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        if (frozen != null) {
            frozen.close();
        }
    }

    @Test
    void look_freesWhatItHeld_whenNothingCameBetweenTwoLooks() throws Exception {
        // Given
        beginACopy(Duration.ofSeconds(1));
        assertThatThrownBy(() -> execute(other, "set local lock_timeout = '50ms'; update position set n = 3"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        other.rollback();
        FrozenSessions sessions =
                new FrozenSessions(WRITER, Duration.ofMillis(1_500)); // more than its statement_timeout
        Eventually.succeeds(() -> assertThat(table.value(
                        "select clock_timestamp() - query_start > '1500 ms' from pg_stat_activity where application_name = '"
                                + WRITER + "' and state = 'active'"))
                .isEqualTo("t"));

        // When
        int ended = sessions.look(other) * 10 + sessions.look(other);

        // Then
        assertThat(ended).isEqualTo(1);
        execute(other, "update position set n = 3");
        other.commit();
        assertThat(table.value("select n from position")).isEqualTo("3");
        assertThat(table.count("copied")).isZero();
    }

    @Test
    void look_leavesAloneWhoGoesOn_andWhoIsYoung_andOthers() throws Exception {
        // Given
        beginACopy(PATIENT);
        FrozenSessions sessions = new FrozenSessions(WRITER, Duration.ZERO);
        byte[] rows = "1\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        for (int look = 0; look < 3; look++) {
            // When
            copy.writeToCopy(rows, 0, rows.length);
            copy.flushCopy();
            awaitCopy((look + 1) * rows.length);

            // Then
            assertThat(sessions.look(other)).isZero();
        }
        FrozenSessions patient = new FrozenSessions(WRITER, PATIENT);
        FrozenSessions ofOthers = new FrozenSessions("another-program", Duration.ZERO);
        for (int look = 0; look < 2; look++) {
            assertThat(patient.look(other)).isZero();
            assertThat(ofOthers.look(other)).isZero();
        }
        copy.endCopy();
        frozen.commit();
        assertThat(table.count("copied")).isEqualTo(300_000);
    }

    @Test
    void writer_storesInTheEnd_whenAFrozenOneHoldsThePosition() throws Exception {
        // Given
        Source source = new Source(new UUID(1, 2), "events", 0);
        try (BatchWriter writer = new BatchWriter(database, Clock.systemUTC(), new SilentListener());
                Connection zombie = database.connect()) {
            writer.open(Map.of(source, 0L));
            execute(zombie, "update ingest_positions set next_offset = 1");
            var unused = zombie.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");

            // When
            Outcome outcome = writer.write(new Batch(
                    List.of(new Advance(source, 0, 1)),
                    List.of(TestRecord.row(source, 0, Event.draft("a", "a.b").toEvent())),
                    List.of(),
                    List.of(),
                    OptionalLong.empty()));

            // Then
            assertThat(outcome).isInstanceOf(Outcome.Stored.class);
            assertThat(table.count("events")).isEqualTo(1);
        }
    }

    /** Until PostgreSQL has all that was sent, and waits for more. */
    private void awaitCopy(int bytes) {
        Eventually.succeeds(() -> assertThat(table.value(
                        "select max(bytes_processed) from pg_stat_activity join pg_stat_progress_copy using (pid)"
                                + " where application_name = '" + WRITER
                                + "' and state = 'active' and wait_event = 'ClientRead'"))
                .isEqualTo(Integer.toString(bytes)));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
