package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.testkit.Backends;
import dev.annals.testkit.FreePorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchemaVersionIT {

    @Test
    void open_refuses_aDatabaseTheWorkerHasNotMade() {
        // Given
        String empty = Backends.shared().newDatabase("empty");

        // When, Then
        assertThatThrownBy(() -> open(empty))
                .isInstanceOf(SchemaException.class)
                .hasMessage("the database has no tables of Annals yet: start the ingest worker first, it makes them;"
                        + " or check ANNALS_DATABASE_URL");
    }

    @Test
    void open_refuses_anOlderSchema() {
        // Given
        EventsTable table = EventsTable.create().execute("delete from flyway_schema_history where version::int >= 3");

        // When, Then
        assertThatThrownBy(() -> open(table.url()))
                .isInstanceOf(SchemaException.class)
                .hasMessage("the database's schema has version 2, this API needs 11 or newer: upgrade the ingest worker"
                        + " first, then start the API again");
    }

    @Test
    void open_accepts_aNewerSchema() {
        // Given
        EventsTable table = EventsTable.create()
                .execute(
                        "insert into flyway_schema_history select installed_rank + 100, '12.2', description, type, script,"
                                + " checksum, installed_by, installed_on, execution_time, success from flyway_schema_history");

        // When
        try (Database database = open(table.url())) {
            // Then
            assertThat(database.outage()).isEmpty();
        }
    }

    @Test
    void open_tellsThatNobodyAnswers() throws Exception {
        // Given
        int port = FreePorts.choose(1).get(0);

        // When, Then
        assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:" + port + "/annals"))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageStartingWith("PostgreSQL does not answer: Connection to 127.0.0.1:" + port + " refused");
    }

    private static Database open(String url) {
        return Database.open(
                new DatabaseSettings(url, null, null, 1, Duration.ofSeconds(10)),
                new SimpleMeterRegistry(),
                Duration.ofSeconds(1));
    }
}
