package dev.annals.ingest.store;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** The tables' versions; Flyway owns them. The worker is upgraded first, the API second. */
public final class Schema {

    private Schema() {}

    /**
     * Brings the database to this worker's version.
     *
     * @throws org.flywaydb.core.api.FlywayException if it cannot be reached or was changed by hand
     */
    public static void migrate(Database database) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database.url(), emptyToNull(database.user()), emptyToNull(database.password()))
                .jdbcProperties(Map.of(
                        "connectTimeout",
                        "5",
                        "loginTimeout",
                        "10",
                        "socketTimeout",
                        "300",
                        "tcpKeepAlive",
                        "true")) // seconds
                .locations("classpath:db/migration")
                .loggers("slf4j")
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
