package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({
        "23505, DUPLICATE",
        "22021, POISON",
        "22P02, POISON",
        "22003, POISON",
        "23502, POISON",
        "54000, POISON",
        "40001, TRANSIENT",
        "40P01, TRANSIENT",
        "55P03, TRANSIENT",
        "25P03, TRANSIENT",
        "08006, OUTAGE",
        "53100, OUTAGE",
        "57P01, OUTAGE",
        "57014, OUTAGE",
        "58030, OUTAGE",
        "25006, OUTAGE",
        "28P01, OUTAGE",
        "42703, OUTAGE",
        "23503, OUTAGE",
        "54001, OUTAGE",
        "XX001, OUTAGE",
    })
    void of_knowsWhatTheStateMeans(String state, SqlFailure failure) {
        assertThat(SqlFailure.of(new SQLException("", state))).isEqualTo(failure);
    }

    @Test
    void of_isAnOutage_whenThereIsNoState() {
        assertThat(SqlFailure.of(new SQLException("the socket went away"))).isEqualTo(SqlFailure.OUTAGE);
    }

    @Test
    void of_isPoison_whenACheckConstraintIsNamed() {
        assertThat(SqlFailure.of(server("C23514\0Mviolates\0ncategory_allowed\0")))
                .isEqualTo(SqlFailure.POISON);
    }

    @Test
    void of_isAMissingPartition_whenNoConstraintIsNamed() {
        assertThat(SqlFailure.of(server("C23514\0Mno partition of relation \"events\" found for row\0")))
                .isEqualTo(SqlFailure.MISSING_PARTITION);
    }

    private static PSQLException server(String fields) {
        return new PSQLException(new ServerErrorMessage(fields));
    }
}
