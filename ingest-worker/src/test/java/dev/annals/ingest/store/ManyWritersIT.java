package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers of several lanes and processes that need the same tables at the same moment. */
class ManyWritersIT {

    private static final int WRITERS = 4;

    private final Database database = new Database(Backends.shared().newDatabase("many_writers"), "", "");
    private final TestDatabase table = new TestDatabase(database.url());
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final CyclicBarrier together = new CyclicBarrier(WRITERS);
    private final List<String> outages = new CopyOnWriteArrayList<>();
    private final OutageListener listener = new OutageListener() {
        @Override
        public void databaseDown(String reason) {
            outages.add(reason);
        }

        @Override
        public void databaseUp() {}
    };

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void migrate_isDoneOnce_whenAllBeginTogether() throws Exception {
        // When
        atOnce(number -> {
            Schema.migrate(database);
            return number;
        });

        // Then
        assertThat(table.count("flyway_schema_history where not success")).isZero();
        assertThat(table.column("select version from flyway_schema_history group by version having count(*) > 1"))
                .isEmpty();
        assertThat(table.count("event_partitioning")).isEqualTo(1);
    }

    @Test
    void partitions_areMadeOnce_whenAllNeedThemTogether() throws Exception {
        // Given
        Schema.migrate(database);
        List<Instant> times = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < 20; i++) {
            times.add(now.minus(Duration.ofDays(366L * i)));
            times.add(now.minus(Duration.ofDays(7L * i)));
        }

        // When
        List<Outcome> outcomes = atOnce(number -> store(number, times));

        // Then
        assertThat(outcomes).containsOnly(new Outcome.Stored(times.size(), 0, List.of()));
        assertThat(table.count("events")).isEqualTo((long) WRITERS * times.size());
        assertThat(outages).isEmpty();
    }

    /** Each in an order of its own: so that they meet in each other's way. */
    private Outcome store(int number, List<Instant> times) {
        Source source = new Source(new UUID(1, 2), "events", number);
        List<Instant> own = new ArrayList<>(times);
        Collections.rotate(own, number * times.size() / WRITERS);
        List<Row> rows = new ArrayList<>();
        for (Instant time : own) {
            Event event = Event.draft("a", "a.b").insertedAt(time).toEvent();
            rows.add(TestRecord.row(source, rows.size(), event));
        }
        try (BatchWriter writer = new BatchWriter(database, Clock.systemUTC(), listener)) {
            writer.open(Map.of(source, 0L));
            return writer.write(new Batch(
                    List.of(new Advance(source, 0, rows.size())), rows, List.of(), List.of(), OptionalLong.empty()));
        }
    }

    private <T> List<T> atOnce(Task<T> task) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            tasks.add(() -> {
                together.await();
                return task.run(number);
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : threads.invokeAll(tasks)) {
            results.add(result.get());
        }
        return results;
    }

    /** What one of them does. */
    private interface Task<T> {
        T run(int number);
    }
}
