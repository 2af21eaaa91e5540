package dev.annals.ingest.store;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** The tables' versions; Flyway owns them. The worker is upgraded first, the API second. */
public final class Schema {

    private static final int CHECK_SECONDS = 300;

    /** A table that has grown for years takes its time; a server that is gone without a word must not take a day. */
    private static final int MIGRATION_SECONDS = 60 * 60;

    private Schema() {}

    /**
     * Brings the database to this worker's version.
     *
     * @throws org.flywaydb.core.api.FlywayException if it cannot be reached or was changed by hand
     */
    public static void migrate(Database database) {
        boolean isUpToDate = flyway(database, CHECK_SECONDS).info().pending().length == 0;
        flyway(database, isUpToDate ? CHECK_SECONDS : MIGRATION_SECONDS).migrate();
    }

    /** Each answer of PostgreSQL's may take so long. */
    private static Flyway flyway(Database database, int seconds) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database.url(), emptyToNull(database.user()), emptyToNull(database.password()))
                .jdbcProperties(Map.of(
                        "connectTimeout",
                        "5",
                        "loginTimeout",
                        "10",
                        "socketTimeout",
                        Integer.toString(seconds),
                        "tcpKeepAlive",
                        "true")) // seconds
                .locations("classpath:db/migration")
                .loggers("slf4j")
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load();
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
