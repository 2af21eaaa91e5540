package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseErrorsTest {

    private static final SQLException REFUSED = new SQLException("Connection to db:5432 refused", "08001");

    @Test
    void waitForAConnection_isNoOutage_whenOthersHaveThemAll() {
        // When
        RuntimeException meaning = errors(8).translate(new SQLTransientConnectionException("timed out"));

        // Then
        assertThat(meaning).isInstanceOf(DatabaseBusyException.class);
    }

    @Test
    void waitForAConnection_isAnOutage_whenConnectingFails() {
        // When
        RuntimeException meaning =
                errors(8).translate(new SQLTransientConnectionException("timed out", "08001", REFUSED));

        // Then
        assertThat(meaning)
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessage("PostgreSQL does not answer: Connection to db:5432 refused");
    }

    @Test
    void waitForAConnection_isAnOutage_whenThereAreNone() {
        // When
        RuntimeException meaning = errors(0).translate(new SQLTransientConnectionException("timed out"));

        // Then
        assertThat(meaning).isInstanceOf(DatabaseUnavailableException.class);
    }

    @Test
    void changedTables_areAnOutage_thatSaysWhatIsMissing() {
        // When
        RuntimeException meaning =
                errors(8).translate(new SQLException("ERROR: column \"metadata\" does not exist\n  Hint: …", "42703"));

        // Then
        assertThat(meaning)
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessage("the tables are not as the worker makes them, or not for this user:"
                        + " ERROR: column \"metadata\" does not exist");
    }

    @Test
    void statementThatPostgresqlRefuses_isOurFault() {
        assertThat(errors(8).translate(new SQLException("ERROR: invalid input", "22P02")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(errors(8).translate(new SQLException("ERROR: syntax error", "42601")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static DatabaseErrors errors(int connections) {
        return new DatabaseErrors(Duration.ofSeconds(10), () -> connections);
    }
}
