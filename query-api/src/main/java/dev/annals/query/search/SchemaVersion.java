package dev.annals.query.search;

import java.util.List;

/** Whether the worker, which owns the tables, has brought them as far as the searches need. Newer is fine. */
final class SchemaVersion {

    /** The first migration that makes everything the searches use. */
    static final int REQUIRED = 11;

    private static final Sql HISTORY_EXISTS = Sql.of("select to_regclass('flyway_schema_history') is not null");

    private static final Sql INSTALLED = Sql.of("""
                    select coalesce(max(split_part(version, '.', 1)::int), 0)
                    from flyway_schema_history
                    where success
                      and version is not null
                    """);

    private SchemaVersion() {}

    /** @throws SchemaException with what to do, if it is missing or too old */
    static void check(Database database) {
        List<Boolean> exists = database.query(HISTORY_EXISTS, row -> row.getBoolean(1));
        if (!exists.get(0)) {
            throw new SchemaException(
                    "the database has no tables of Annals yet: start the ingest worker first, it makes"
                            + " them; or check ANNALS_DATABASE_URL");
        }
        int installed = database.query(INSTALLED, row -> row.getInt(1)).get(0);
        if (installed < REQUIRED) {
            throw new SchemaException("the database's schema has version " + installed + ", this API needs " + REQUIRED
                    + " or newer: upgrade the ingest worker first, then start the API again");
        }
    }
}
