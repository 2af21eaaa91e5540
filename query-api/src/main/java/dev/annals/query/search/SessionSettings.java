package dev.annals.query.search;

import java.time.Duration;

/** How PostgreSQL is to treat our connections. */
final class SessionSettings {

    /**
     * Plans are generic: with weekly partitions, planning takes longer than searching. JIT compiles what such a plan
     * seems to cost, and that takes longer still.
     */
    private static final String SETTINGS = """
            set default_transaction_read_only = on;
            set statement_timeout = %d;
            set plan_cache_mode = force_generic_plan;
            set jit = off;
            """;

    private SessionSettings() {}

    static String sql(Duration statementTimeout) {
        return SETTINGS.formatted(statementTimeout.toMillis());
    }
}
