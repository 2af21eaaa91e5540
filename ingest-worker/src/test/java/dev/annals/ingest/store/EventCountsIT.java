package dev.annals.ingest.store;

import static dev.annals.ingest.ExactCounts.assertExact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventCountsIT {

    private static final Source SOURCE = new Source(new UUID(1, 2), "events", 0);
    private static final Source OTHER = new Source(new UUID(1, 2), "events", 1);

    private final List<String> outages = new CopyOnWriteArrayList<>();
    private final OutageListener listener = new OutageListener() {
        @Override
        public void databaseDown(String reason) {
            outages.add(reason);
        }

        @Override
        public void databaseUp() {}
    };
    private Database database;
    private TestDatabase table;
    private BatchWriter writer;

    @BeforeEach
    void openAtZero() {
        database = new Database(Backends.shared().newDatabase("event_counts"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        writer = newWriter();
        writer.open(Map.of(SOURCE, 0L, OTHER, 0L));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void counts_areExact_forEventsOfManyHours() throws Exception {
        // Given
        List<Event> events = new Generated(1).events(4_000);

        // When
        writer.write(batch(SOURCE, 0, events.subList(0, 2_500)));
        writer.write(batch(SOURCE, 2_500, events.subList(2_500, 4_000)));

        // Then
        assertThat(counted()).isEqualTo(4_000);
        assertThat(Long.parseLong(table.value("select count(distinct bucket) from event_counts")))
                .isGreaterThan(400);
        assertExact(table);
    }

    @Test
    void counts_areOfTheRecordsPartition() throws Exception {
        // Given
        List<Event> events = new Generated(2).events(50);
        List<Row> rows = new ArrayList<>(rows(SOURCE, 0, events.subList(0, 20)));
        rows.addAll(rows(OTHER, 0, events.subList(20, 50)));

        // When
        writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 20), new Advance(OTHER, 0, 30)),
                rows,
                List.of(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(countedByPartition()).containsExactly("0: 20", "1: 30");
    }

    @Test
    void counts_areOfTheRecordThatBecameTheRow_whenAnotherPartitionHasTheSame() throws Exception {
        // Given
        List<Event> events = new Generated(2).events(50);
        List<Row> rows = new ArrayList<>(rows(SOURCE, 0, events.subList(0, 20)));
        rows.addAll(rows(OTHER, 0, events));

        // When
        writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 20), new Advance(OTHER, 0, 50)),
                rows,
                List.of(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(countedByPartition()).containsExactly("0: 20", "1: 30");
        assertExact(table);
    }

    @Test
    void counts_leaveOutDuplicates_insideABatchAndAcrossBatches() throws Exception {
        // Given
        List<Event> events = new Generated(3).events(300);
        writer.write(batch(SOURCE, 0, events.subList(0, 200)));
        List<Event> again = new ArrayList<>(events.subList(100, 300));
        again.addAll(events.subList(250, 300));

        // When
        writer.write(batch(SOURCE, 200, again));

        // Then
        assertThat(counted()).isEqualTo(300);
        assertExact(table);
    }

    @Test
    void counts_leaveOutEventsWhoseIdIsTaken() throws Exception {
        // Given
        UUID stored = EventIds.system().next();
        UUID twice = EventIds.system().next();
        writer.write(batch(SOURCE, 0, List.of(draft(stored, "first"))));

        // When
        writer.write(batch(SOURCE, 1, List.of(draft(stored, "second"), draft(twice, "third"), draft(twice, "fourth"))));

        // Then
        assertThat(table.column("select category from event_counts order by category"))
                .containsExactly("first", "third");
        assertExact(table);
    }

    @Test
    void counts_leaveOutWhatPostgresRefuses() throws Exception {
        // Given
        table.execute("alter table events add constraint no_billing check (category <> 'billing') not valid");
        List<Event> events = new Generated(4).events(120);
        List<Event> refused = events.stream()
                .filter(event -> event.category().equals("billing"))
                .toList();
        List<Event> twice = new ArrayList<>(events);
        twice.addAll(events); // so that one batch has every kind

        // When
        writer.write(batch(SOURCE, 0, twice));

        // Then
        assertThat(table.count("dead_letters")).isEqualTo(2L * refused.size()).isPositive();
        assertThat(counted()).isEqualTo(120L - refused.size());
        assertExact(table);
    }

    @Test
    void counts_areAddedOnce_whenTheAnswerToCommitWasLost() throws Exception {
        // Given
        try (CommitCuttingProxy proxy = new CommitCuttingProxy(table.url())) {
            BatchWriter behindProxy = new BatchWriter(new Database(proxy.url(), "", ""), Clock.systemUTC(), listener);
            behindProxy.write(batch(SOURCE, 0, new Generated(5).events(30)));

            // When
            proxy.cutAtNextCommit();
            behindProxy.write(batch(SOURCE, 30, new Generated(6).events(40)));
            behindProxy.close();

            // Then
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(counted()).isEqualTo(70);
            assertExact(table);
        }
    }

    @Test
    void counts_areAddedOnce_whenTheBatchComesAgain() throws Exception {
        // Given
        Batch batch = batch(SOURCE, 0, new Generated(7).events(30));
        writer.write(batch);

        // When
        writer.write(batch);

        // Then
        assertThat(counted()).isEqualTo(30);
    }

    @Test
    void rows_waitForTheirCounts() throws Exception {
        // Given
        table.execute("alter table event_counts rename to counts_away");
        CompletableFuture<Outcome> outcome = async(writer, List.of(batch(SOURCE, 0, new Generated(8).events(30))));

        // When
        Eventually.succeeds(() -> assertThat(outages).hasSizeGreaterThanOrEqualTo(2));
        long before = table.count("events");
        table.execute("alter table counts_away rename to event_counts");

        // Then
        assertThat(outcome.get()).isEqualTo(new Outcome.Stored(30, 0, List.of()));
        assertThat(before).isZero();
        assertThat(outages.get(0)).contains("event_counts", "SQLSTATE 42P01");
        assertExact(table);
    }

    @Test
    void counts_areExact_whenTwoWritersStoreTheSameEventsAtOnce() throws Exception {
        // Given
        List<Event> events = new Generated(9).events(1_000);
        List<Event> otherOrder = new ArrayList<>(events);
        Collections.shuffle(otherOrder, new Random(9));

        // When
        try (BatchWriter second = newWriter()) {
            CompletableFuture<Outcome> one = async(writer, batches(SOURCE, events));
            CompletableFuture<Outcome> two = async(second, batches(OTHER, otherOrder));
            one.get();
            two.get();
        }

        // Then
        assertThat(table.count("events")).isEqualTo(1_000);
        assertThat(table.count("dead_letters")).isZero();
        assertExact(table);
    }

    private BatchWriter newWriter() {
        return new BatchWriter(database, Clock.systemUTC(), listener);
    }

    private static Event draft(UUID id, String category) {
        return Event.draft(category, "a.b").id(id).toEvent();
    }

    private long counted() throws Exception {
        return Long.parseLong(table.value("select coalesce(sum(n), 0) from event_counts"));
    }

    private List<String> countedByPartition() throws Exception {
        return table.column("select kafka_partition || ': ' || sum(n) from event_counts group by kafka_partition"
                + " order by kafka_partition");
    }

    /** Writes them one after the other, on a thread of its own. */
    private static CompletableFuture<Outcome> async(BatchWriter writer, List<Batch> batches) {
        return CompletableFuture.supplyAsync(
                () -> batches.stream()
                        .map(writer::write)
                        .reduce((first, last) -> last)
                        .orElseThrow(),
                task -> new Thread(task, "writer").start());
    }

    private static List<Batch> batches(Source source, List<Event> events) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 100) {
            batches.add(batch(source, from, events.subList(from, from + 100)));
        }
        return batches;
    }

    private static Batch batch(Source source, long from, List<Event> events) {
        Advance advance = new Advance(source, from, from + events.size());
        return new Batch(List.of(advance), rows(source, from, events), List.of(), List.of(), OptionalLong.empty());
    }

    private static List<Row> rows(Source source, long from, List<Event> events) {
        List<Row> rows = new ArrayList<>();
        for (Event event : events) {
            rows.add(TestRecord.row(source, from + rows.size(), event));
        }
        return rows;
    }
}
