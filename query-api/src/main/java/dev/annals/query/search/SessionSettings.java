package dev.annals.query.search;

import java.time.Duration;

/** How PostgreSQL is to treat our connections. */
final class SessionSettings {

    /**
     * Plans are generic: with weekly partitions, planning takes longer than searching.
     *
     * <p>A generic plan is made for values nobody knows. Events lie on disk in the order of ids, so the planner takes
     * reading pages along the primary key, and dropping what does not match, for cheaper than an index that jumps between
     * pages; for a rare value that is the whole table. So only rows have a price here, and the index that finds the
     * fewest wins.
     *
     * <p>JIT compiles what a generic plan over many partitions seems to cost; that takes longer than the search.
     */
    private static final String SETTINGS = """
            set default_transaction_read_only = on;
            set statement_timeout = %d;
            set plan_cache_mode = force_generic_plan;
            set seq_page_cost = 0;
            set random_page_cost = 0;
            set cpu_tuple_cost = 1;
            set cpu_index_tuple_cost = 0.5;
            set jit = off;
            """;

    private SessionSettings() {}

    static String sql(Duration statementTimeout) {
        return SETTINGS.formatted(statementTimeout.toMillis());
    }
}
