package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Compares counts with {@code events}, and rolled-up counts with counts, each in one snapshot: at any moment, also under load. */
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

    /** By day and month: what is rolled up there, and by the hour. */
    private static final String ROLLUP_DIFFERENCES = """
            with hours as (
                select grain, date_trunc(grain, bucket, 'UTC') as bucket, category, type, severity, actor_type, sum(n) as n
                from event_counts
                cross join (values ('day'), ('month')) as grains (grain)
                where kafka_partition = -2
                group by 1, 2, 3, 4, 5, 6
            )
            select concat_ws(' ', grain, bucket, category, type, severity, actor_type, 'rolled up', coalesce(r.n, 0),
                'hours', coalesce(hours.n, 0))
            from event_count_rollups r
            full join hours using (grain, bucket, category, type, severity, actor_type)
            where coalesce(r.n, 0) <> coalesce(hours.n, 0)
            """;

    private static final String TOTAL_DIFFERENCES = """
            with kinds as (
                select grain, bucket, sum(n) as n
                from event_count_rollups
                group by 1, 2
            )
            select concat_ws(' ', grain, bucket, 'total', coalesce(t.n, 0), 'kinds', coalesce(kinds.n, 0))
            from event_count_totals t
            full join kinds using (grain, bucket)
            where coalesce(t.n, 0) <> coalesce(kinds.n, 0)
            """;

    private ExactCounts() {}

    public static void assertExact(TestDatabase table) throws SQLException {
        assertThat(differences(table)).as("counts that differ").isEmpty();
    }

    public static List<String> differences(TestDatabase table) throws SQLException {
        List<String> differences = new ArrayList<>(table.column(DIFFERENCES));
        differences.addAll(table.column(ROLLUP_DIFFERENCES));
        differences.addAll(table.column(TOTAL_DIFFERENCES));
        return differences;
    }
}
