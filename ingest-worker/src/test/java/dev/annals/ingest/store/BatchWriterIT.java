package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.annals.event.Actor;
import dev.annals.event.ActorType;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.event.Severity;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchWriterIT {

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
    private TestDatabase table;
    private BatchWriter writer;

    @BeforeEach
    void openAtZero() {
        Database database = new Database(Backends.shared().newDatabase("batch_writer"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        writer = new BatchWriter(database, Clock.systemUTC(), listener);
        writer.open(Map.of(SOURCE, 0L, OTHER, 0L));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void write_storesEveryFieldAsItWas() throws Exception {
        // Given
        List<Event> events = new Generated(7).events(300);

        // When
        Outcome outcome = writer.write(batch(SOURCE, 0, events));

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Stored(300, 0, List.of()));
        ObjectMapper json = new ObjectMapper();
        Map<String, Event> byId = new java.util.HashMap<>();
        events.forEach(event -> byId.put(event.id().toString(), event));
        for (String row : table.column("select row_to_json(e) from events e")) {
            var stored = json.readTree(row);
            Event event = byId.remove(stored.get("id").asText());
            assertThat(Instant.parse(stored.get("inserted_at").asText().replaceFirst("\\+00:00$", "Z")))
                    .isEqualTo(event.insertedAt());
            assertThat(stored.get("category").asText()).isEqualTo(event.category());
            assertThat(stored.get("type").asText()).isEqualTo(event.type());
            assertThat(stored.get("actor_type").textValue())
                    .isEqualTo(
                            event.actor() == null ? null : event.actor().type().wireName());
            assertThat(stored.get("actor_id").textValue())
                    .isEqualTo(event.actor() == null ? null : event.actor().id());
            assertThat(stored.get("resource_type").textValue())
                    .isEqualTo(
                            event.resource() == null ? null : event.resource().type());
            assertThat(stored.get("resource_id").textValue())
                    .isEqualTo(
                            event.resource() == null ? null : event.resource().id());
            assertThat(stored.get("severity").asText())
                    .isEqualTo(event.severity().wireName());
            assertThat(table.value("select metadata = $m$" + event.metadata().json()
                            + "$m$::jsonb from events where id = '" + event.id() + "'"))
                    .isEqualTo("t");
        }
        assertThat(byId).isEmpty();
    }

    @Test
    void write_storesInTheOrderOfIds_whateverTheTopicsOrder() throws Exception {
        // Given: rows of the same size, or PostgreSQL might put a small one on an earlier page
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(Event.draft("media", "media_item.added")
                    .insertedAt(Generated.START.plusMillis(i))
                    .toEvent());
        }
        Collections.shuffle(events, new Random(7));

        // When
        writer.write(batch(SOURCE, 0, events));

        // Then
        assertThat(table.column("select id from events order by ctid"))
                .isEqualTo(table.column("select id from events order by id"));
    }

    /** Of what no compression makes smaller, in the indexes that hold nearly all of it. */
    @Test
    void write_storesTheLongestNames() throws Exception {
        // Given
        Random random = new Random(7);
        Event event = Event.draft(letters(random, 64), letters(random, 63) + '.' + letters(random, 64))
                .actor(new Actor(ActorType.SYSTEM, longestId(random)))
                .resource(letters(random, 64), longestId(random))
                .severity(Severity.WARNING)
                .toEvent();

        // When
        Outcome outcome = writer.write(batch(SOURCE, 0, List.of(event)));

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Stored(1, 0, List.of()));
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** 256 characters of four bytes each. */
    private static String longestId(Random random) {
        return random.ints(256, 0x10000, 0x10FFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void write_movesThePositionWithTheRows() throws Exception {
        writer.write(batch(SOURCE, 0, new Generated(1).events(10)));

        assertThat(position(SOURCE)).isEqualTo(10);
        assertThat(position(OTHER)).isZero();
    }

    @Test
    void write_changesNothing_whenTheBatchWasStoredBefore() throws Exception {
        // Given
        Batch batch = batch(SOURCE, 0, new Generated(1).events(10));
        writer.write(batch);

        // When
        Outcome outcome = writer.write(batch);

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Outdated());
        assertThat(table.count("events")).isEqualTo(10);
        assertThat(position(SOURCE)).isEqualTo(10);
    }

    @Test
    void write_movesNone_whenOneOfTwoPositionsIsElsewhere() throws Exception {
        // Given
        writer.write(batch(OTHER, 0, new Generated(1).events(3)));
        List<Row> rows = rows(SOURCE, 0, new Generated(2).events(5));

        // When
        Outcome outcome = writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 5), new Advance(OTHER, 0, 5)),
                rows,
                List.of(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Outdated());
        assertThat(position(SOURCE)).isZero();
        assertThat(position(OTHER)).isEqualTo(3);
        assertThat(table.count("events")).isEqualTo(3);
    }

    @Test
    void write_countsEqualDuplicates_andStoresTheRest() throws Exception {
        // Given
        List<Event> events = new Generated(1).events(100);
        writer.write(batch(SOURCE, 0, events.subList(0, 60)));
        List<Event> again = new ArrayList<>(events.subList(30, 100));
        again.add(events.get(99)); // twice in one batch

        // When
        Outcome outcome = writer.write(batch(SOURCE, 60, again));

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Stored(40, 31, List.of()));
        assertThat(table.count("events")).isEqualTo(100);
        assertThat(position(SOURCE)).isEqualTo(60 + 71);
    }

    @Test
    void write_deadLettersTheSecond_whenAnIdComesWithAnotherContent() throws Exception {
        // Given
        UUID id = EventIds.system().next();
        Event first = Event.draft("media", "media_item.added").id(id).toEvent();
        Event second = Event.draft("media", "media_item.removed")
                .id(id)
                .severity(Severity.ERROR)
                .toEvent();
        writer.write(batch(SOURCE, 0, List.of(first)));

        // When
        Outcome outcome = writer.write(batch(SOURCE, 1, List.of(second, first)));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Stored.class, stored -> {
            assertThat(stored.stored()).isZero();
            assertThat(stored.duplicates()).isEqualTo(1);
            assertThat(stored.deadLetters()).hasSize(1);
        });
        assertThat(table.column("select reason || ' ' || record_offset || ' ' || detail from dead_letters"))
                .containsExactly("ID_CONFLICT 1 the id " + id + " is stored already, with another type, severity");
        assertThat(table.value("select type from events")).isEqualTo("media_item.added");
    }

    @Test
    void write_deadLettersTheOneRowThatPostgresRefuses() throws Exception {
        // Given
        table.execute("alter table events add constraint no_billing check (category <> 'billing') not valid");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(Event.draft(i == 57 ? "billing" : "media", "a.b").toEvent());
        }

        // When
        Outcome outcome = writer.write(batch(SOURCE, 0, events));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Stored.class,
                        stored -> assertThat(stored.stored()).isEqualTo(99));
        assertThat(table.count("events")).isEqualTo(99);
        assertThat(table.column("select reason || ' ' || record_offset || ' ' || sqlstate from dead_letters"))
                .containsExactly("REFUSED_BY_DATABASE 57 23514");
        assertThat(table.value("select detail from dead_letters")).contains("no_billing");
        assertThat(position(SOURCE)).isEqualTo(100);
        assertThat(outages).isEmpty();
    }

    @Test
    void write_keepsEveryByteOfADeadLetter() throws Exception {
        // Given
        byte[] value = {'{', 0, (byte) 0xFF};
        DeadLetter letter =
                new DeadLetter(new TestRecord(SOURCE, 4, value), DeadLetter.Reason.UNDECODABLE, "is not JSON", null);

        // When
        writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 5)), List.of(), List.of(letter), List.of(), OptionalLong.empty()));

        // Then
        assertThat(table.value("select concat_ws(' ', record_offset, encode(record_key, 'hex'),"
                        + " encode(record_value, 'hex'), encode(header_names[1], 'hex'), encode(header_values[1], 'hex'),"
                        + " header_values[2] is null, record_timestamp at time zone 'UTC') from dead_letters"))
                .isEqualTo("4 00ff 7b00ff 610062 01 t 2023-11-14 22:13:20.004");
    }

    @Test
    void write_keepsADeadLetter_thatNamesNoTime() throws Exception {
        // Given
        long afterYear9999 = 253_402_300_800_000L; // a test record's time moves with its offset
        DeadLetter letter = new DeadLetter(
                new TestRecord(SOURCE, afterYear9999, new byte[0]), DeadLetter.Reason.UNDECODABLE, "is empty", null);

        // When
        writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, afterYear9999 + 1)),
                List.of(),
                List.of(letter),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(table.value("select record_offset || ' ' || (record_timestamp is null) from dead_letters"))
                .isEqualTo(afterYear9999 + " true");
    }

    @Test
    void write_makesPartitionsForAnyTime() throws Exception {
        // Given
        Instant now = Instant.now();
        List<Event> events = new ArrayList<>();
        for (Instant time :
                List.of(Instant.EPOCH, Instant.parse("2011-02-03T04:05:06Z"), now, now.plusSeconds(86_000))) {
            events.add(Event.draft("git", "file.added").insertedAt(time).toEvent());
        }

        // When
        writer.write(batch(SOURCE, 0, events));

        // Then
        assertThat(table.count("events")).isEqualTo(4);
        assertThat(table.column("select inhrelid::regclass from pg_inherits where inhparent = 'events'::regclass"))
                .contains("events_y1970", "events_y2011");
        assertThat(outages).isEmpty();
    }

    @Test
    void write_makesAPartitionAgain_whenItWasDropped() throws Exception {
        // Given
        writer.write(batch(SOURCE, 0, List.of(Event.draft("a", "a.b").toEvent())));
        String partition = table.value("select tableoid::regclass from events");
        table.execute("drop table " + partition);

        // When
        writer.write(batch(SOURCE, 1, List.of(Event.draft("a", "a.b").toEvent())));

        // Then
        assertThat(table.count("events")).isEqualTo(1);
        assertThat(outages).isEmpty();
    }

    @Test
    void write_waits_whileTheTableIsBroken_andDeadLettersNothing() throws Exception {
        // Given
        table.execute("alter table events rename column severity to gravity");

        // When
        CompletableFuture<Outcome> outcome = async(() -> writer.write(batch(SOURCE, 0, new Generated(3).events(5))));
        Eventually.succeeds(() -> assertThat(outages).hasSizeGreaterThanOrEqualTo(2));
        table.execute("alter table events rename column gravity to severity");

        // Then
        assertThat(outcome.get()).isEqualTo(new Outcome.Stored(5, 0, List.of()));
        assertThat(outages.get(0)).contains("SQLSTATE 42703");
        assertThat(table.count("dead_letters")).isZero();
    }

    @Test
    void write_triesAgain_whenAnotherTransactionLocksThePosition() throws Exception {
        // Given
        CompletableFuture<Outcome> outcome;
        try (Connection blocker = DriverManager.getConnection(table.url());
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select from ingest_positions for update");

            String connection = workersConnection();

            // When
            outcome = async(() -> writer.write(batch(SOURCE, 0, new Generated(3).events(5))));
            Eventually.succeeds(() -> assertThat(workersConnection()).isNotEqualTo(connection)); // gave up once
            blocker.rollback();
        }

        // Then
        assertThat(outcome.get()).isEqualTo(new Outcome.Stored(5, 0, List.of()));
    }

    @Test
    void write_knowsThatItIsIn_whenTheAnswerToCommitWasLost() throws Exception {
        // Given
        try (CommitCuttingProxy proxy = new CommitCuttingProxy(table.url())) {
            BatchWriter behindProxy = new BatchWriter(new Database(proxy.url(), "", ""), Clock.systemUTC(), listener);
            behindProxy.write(batch(SOURCE, 0, new Generated(1).events(5)));

            // When
            proxy.cutAtNextCommit();
            Outcome outcome = behindProxy.write(batch(SOURCE, 5, new Generated(2).events(7)));
            behindProxy.close();

            // Then
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(outcome).isEqualTo(new Outcome.Stored(7, 0, List.of()));
            assertThat(table.count("events")).isEqualTo(12);
            assertThat(position(SOURCE)).isEqualTo(12);
        }
    }

    @Test
    void write_endsWithoutStoring_whenStoppedDuringAnOutage() throws Exception {
        // Given
        table.execute("drop table events");
        CompletableFuture<Outcome> outcome = async(() -> writer.write(batch(SOURCE, 0, new Generated(3).events(5))));
        Eventually.succeeds(() -> assertThat(outages).isNotEmpty());

        // When
        writer.stop();

        // Then
        assertThatThrownBy(outcome::get).hasCauseInstanceOf(WriterStoppedException.class);
        assertThat(position(SOURCE)).isZero();
    }

    @Test
    void open_keepsAStoredPosition() {
        writer.write(batch(SOURCE, 0, new Generated(3).events(5)));

        assertThat(writer.open(Map.of(SOURCE, 0L, OTHER, 99L)).positions()).isEqualTo(Map.of(SOURCE, 5L, OTHER, 0L));
    }

    private String workersConnection() throws SQLException {
        return table.value("select max(pid) from pg_stat_activity where datname = current_database()"
                + " and application_name = 'annals-worker'");
    }

    /** On a thread of its own: the common pool may have none to spare. */
    private static CompletableFuture<Outcome> async(Supplier<Outcome> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task, "writer").start());
    }

    private long position(Source source) throws SQLException {
        return Long.parseLong(
                table.value("select next_offset from ingest_positions where partition = " + source.partition()));
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
