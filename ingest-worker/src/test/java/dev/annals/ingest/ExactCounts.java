package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;

/** Compares {@code event_counts} with {@code events} in one snapshot, so at any moment, also under load. */
public final class ExactCounts {

    /** By all columns: where these are equal, so is every coarser sum. */
    private static final String DIFFERENCES = """
            with counted as (
                select bucket, category, type, severity, actor_type, sum(n) as n
                from event_counts
                group by 1, 2, 3, 4, 5
            ), stored as (
                select date_trunc('hour', inserted_at, 'UTC') as bucket, category, type, severity,
                    coalesce(actor_type, '') as actor_type, count(*) as n
                from events
                group by 1, 2, 3, 4, 5
            )
            select concat_ws(' ', bucket, category, type, severity, actor_type, 'counted', coalesce(counted.n, 0),
                'stored', coalesce(stored.n, 0))
            from counted
            full join stored using (bucket, category, type, severity, actor_type)
            where coalesce(counted.n, 0) <> coalesce(stored.n, 0)
            """;

    private ExactCounts() {}

    public static void assertExact(TestDatabase table) throws SQLException {
        assertThat(differences(table)).as("counts that differ").isEmpty();
    }

    static List<String> differences(TestDatabase table) throws SQLException {
        return table.column(DIFFERENCES);
    }
}
