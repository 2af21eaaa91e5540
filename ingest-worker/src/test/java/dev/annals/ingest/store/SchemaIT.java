package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.annals.testkit.Backends;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SchemaIT {

    /** Where a worker is put back to the version before. */
    @Test
    void migrate_leavesTablesAlone_thatANewerWorkerMade() throws Exception {
        // Given
        Database database = new Database(Backends.shared().newDatabase("newer"), "", "");
        Schema.migrate(database);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into flyway_schema_history select installed_rank + 100, '99', 'newer', type, 'V99__newer.sql',"
                            + " 1, installed_by, installed_on, execution_time, success from flyway_schema_history"
                            + " where version = '1'");
            connection.commit();
        }

        // When, Then
        assertThatCode(() -> Schema.migrate(database)).doesNotThrowAnyException();
    }
}
