package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A worker that freezes while it sends rows: PostgreSQL waits for the rest, whatever its time-outs say. */
class FrozenSessionsIT {

    private static final String WRITER = "frozen-writer";
    private static final Duration PATIENT = Duration.ofHours(1);

    private Database database;
    private TestDatabase table;
    private Connection frozen;
    private Connection other;

    @BeforeEach
    void freezeInACopy() throws Exception {
        database = new Database(Backends.shared().newDatabase("frozen"), "", "");
        table = new TestDatabase(database.url());
        table.execute("create table copied (n int); create table position (n int); insert into position values (1)");
        frozen = database.connect(WRITER, Duration.ofSeconds(1));
        execute(frozen, "update position set n = 2");
        var unused = frozen.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");
        other = database.connect(WRITER, PATIENT);
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        frozen.close();
    }

    @Test
    void end_freesWhatItHeld_whenItsTimeIsOver_andNotBefore() throws Exception {
        // Given
        awaitCopy();
        assertThat(FrozenSessions.end(other, WRITER, PATIENT)).isZero();
        assertThatThrownBy(() -> execute(other, "set local lock_timeout = '50ms'; update position set n = 3"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        other.rollback();

        // When
        Eventually.succeeds(() -> assertThat(FrozenSessions.end(other, WRITER, Duration.ofSeconds(2)))
                .isEqualTo(1));

        // Then: for longer than its own statement_timeout it was not ended by PostgreSQL
        execute(other, "update position set n = 3");
        other.commit();
        assertThat(table.value("select n from position")).isEqualTo("3");
        assertThat(table.count("copied")).isZero();
    }

    @Test
    void end_leavesOthersAlone() throws Exception {
        // Given
        awaitCopy();

        // When
        int ended = FrozenSessions.end(other, "another-program", Duration.ZERO);

        // Then
        assertThat(ended).isZero();
        try (Connection idle = database.connect("idle-writer", PATIENT)) {
            execute(idle, "select 1");
            assertThat(FrozenSessions.end(other, "idle-writer", Duration.ZERO)).isZero();
            execute(idle, "select 1");
        }
    }

    private void awaitCopy() {
        Eventually.succeeds(
                () -> assertThat(table.value("select count(*) from pg_stat_activity where application_name = '" + WRITER
                                + "' and state = 'active' and wait_event = 'ClientRead'"))
                        .isEqualTo("1"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
