package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Generated;
import dev.annals.ingest.TestDatabase;
import dev.annals.ingest.store.DeadLetter.Reason;
import dev.annals.testkit.Backends;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops of partitions, in the database. */
class StopsIT {

    private static final Source SOURCE = new Source(new UUID(1, 2), "events", 0);
    private static final Source OTHER = new Source(new UUID(1, 2), "events", 1);

    private final List<BatchWriter> writers = new ArrayList<>();
    private Database database;
    private TestDatabase table;
    private BatchWriter writer;

    @BeforeEach
    void openAtZero() {
        database = new Database(Backends.shared().newDatabase("stops"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        writer = newWriter();
    }

    @AfterEach
    void close() {
        writers.forEach(BatchWriter::close);
    }

    @Test
    void write_storesWhatComesBeforeTheStop_andNothingBehindIt() throws Exception {
        // Given
        Batch batch = batch(0, 300, offset -> offset >= 10 && offset < 200);

        // When
        Outcome outcome = writer.write(batch);

        // Then
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Stopped.class, stopped -> {
            assertThat(stopped.stored().stored()).isEqualTo(10);
            assertThat(stopped.stored().deadLetters()).hasSize(50);
            assertThat(stopped.batch().advances()).containsExactly(new Advance(SOURCE, 0, 60));
            assertThat(stopped.stops()).extracting(PartitionStop::offset).containsExactly(60L);
        });
        assertThat(table.count("events")).isEqualTo(10);
        assertThat(table.value("select count(*) || ' to ' || max(record_offset) from dead_letters"))
                .isEqualTo("50 to 59");
        assertThat(table.value("select next_offset || ' ' || (stopped_by is not null) from ingest_positions"
                        + " where partition = 0"))
                .isEqualTo("60 true");
        assertThat(table.value("select concat_ws(' ', topic_id, partition, topic, stop_offset, reason, detail) from"
                        + " partition_stops where resumed_at is null"))
                .isEqualTo(SOURCE.topicId() + " 0 events 60 POISON_IN_A_ROW UNDECODABLE: is empty");
    }

    @Test
    void open_tellsOfTheStop_whoeverAsks() {
        // Given
        writer.write(batch(0, 100, offset -> true));

        // When
        Opening opening = newWriter().open(Map.of(SOURCE, 0L, OTHER, 0L));

        // Then
        assertThat(opening.positions()).containsEntry(SOURCE, 50L).containsEntry(OTHER, 0L);
        assertThat(opening.stops()).containsOnlyKeys(SOURCE);
        assertThat(opening.stops().get(SOURCE).toString())
                .startsWith("events-0 is stopped at offset 50 since ")
                .endsWith("more than 50 records in a row are no events, this one is UNDECODABLE: is empty. Nothing is"
                        + " lost. See dead_letters, mend who publishes them, then: partitions resume --topic events"
                        + " --partition 0");
    }

    @Test
    void row_isContinued_byTheNextWorker() {
        // Given
        writer.write(batch(0, 30, offset -> true));

        // When
        Outcome outcome = newWriter().write(batch(30, 30, offset -> true));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(50L);
    }

    @Test
    void lettersThatCameBack_areNoPartOfTheRow_forTheNextWorkerEither() {
        // Given: 30 that are new, and 30 that came back
        writer.write(batch(0, 30, offset -> true));
        Batch cameBack = batch(30, 30, offset -> true);
        writer.write(new Batch(
                cameBack.advances(),
                List.of(),
                cameBack.deadLetters().stream().map(StopsIT::replayed).toList(),
                List.of(),
                OptionalLong.empty()));

        // When
        Outcome outcome = newWriter().write(batch(60, 30, offset -> true));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(80L);
    }

    /** As a mirror of another cluster copies them. */
    @Test
    void headersOfReplays_excuseNothing_whenThereIsNoSuchLetter() throws Exception {
        // Given
        writer.write(batch(0, 10, offset -> false)); // so there is no letter at offset 0
        Batch copies = batch(10, 100, offset -> true);

        // When
        Outcome outcome = writer.write(new Batch(
                copies.advances(),
                List.of(),
                copies.deadLetters().stream().map(StopsIT::replayed).toList(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(60L);
        assertThat(table.value("select count(*) from dead_letters where replay_of is null and replays = 0"))
                .isEqualTo("50");
    }

    @Test
    void lettersThatCameBack_areKnown_whenRetentionHasDeletedTheFirst() throws Exception {
        // Given
        writer.write(batch(0, 1, offset -> true));
        writer.write(cameBack(1, 1));
        table.execute("delete from dead_letters where record_offset = 0");

        // When
        Outcome outcome = writer.write(cameBack(2, 100));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        assertThat(table.count("dead_letters where replay_of is not null and replays = 1"))
                .isEqualTo(101);
    }

    /** Replayed all the same, and read before the mark was made. */
    @Test
    void lettersThatCameBack_areKnown_whileTheFirstIsStillDiscarded() throws Exception {
        // Given
        writer.write(batch(0, 1, offset -> true));
        table.execute("update dead_letters set handled = 'discarded', handled_at = now()");

        // When
        Outcome outcome = writer.write(cameBack(1, 100));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void lettersThatCameBack_followTheFirst_whenItsLogIsLost() throws Exception {
        // Given: of three letters the first and the third came back, in another partition
        writer.write(batch(0, 3, offset -> true));
        writer.write(inOther(0, 1, SOURCE.topicId() + "/0/0"));
        writer.write(inOther(1, 1, SOURCE.topicId() + "/0/2"));

        // When
        writer.write(Batch.passing(new Gap(SOURCE, 1, 3, Gap.Reason.TRUNCATION)));

        // Then
        String aside = table.value("select topic_id from dead_letters where partition = 0 and record_offset = 2");
        assertThat(aside).isNotEqualTo(SOURCE.topicId().toString());
        assertThat(table.column("select replay_of from dead_letters where partition = 1 order by record_offset"))
                .containsExactly(SOURCE.topicId() + "/0/0", aside + "/0/2");
        assertThat(writer.write(inOther(2, 100, aside + "/0/2"))).isInstanceOf(Outcome.Stored.class);
    }

    @Test
    void stopsOfALostLog_sayNothingAboutTheNewOne() throws Exception {
        // Given
        writer.write(batch(0, 50, offset -> true));
        writer.write(batch(50, 1, offset -> true));
        new PartitionControl(database).resume(SOURCE);
        writer.write(batch(50, 30, offset -> false));

        // When: Kafka has lost what came after offset 10, and it is other records that come there
        writer.write(Batch.passing(new Gap(SOURCE, 10, 80, Gap.Reason.TRUNCATION)));
        Outcome outcome = newWriter().write(batch(10, 100, offset -> true));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(60L);
        assertThat(table.value("select count(distinct topic_id) from (select topic_id from dead_letters union all"
                        + " select topic_id from partition_stops) as known"))
                .isEqualTo("2");
    }

    @Test
    void gap_isNoGoodRecord_forTheNextWorker() {
        // Given
        writer.write(batch(0, 50, offset -> true));
        writer.write(Batch.passing(new Gap(SOURCE, 50, 500, Gap.Reason.RETENTION)));

        // When
        Outcome same = writer.write(batch(500, 20, offset -> true));
        Outcome next = newWriter().write(batch(520, 100, offset -> true));

        // Then: both count from the gap on
        assertThat(same).isInstanceOf(Outcome.Stored.class);
        assertThat(stopOffsets(next)).containsExactly(550L);
    }

    @Test
    void lettersOfALostLog_areKept_andThoseOfTheNewOneToo() throws Exception {
        // Given
        writer.write(batch(0, 30, offset -> offset % 2 == 0));

        // When: Kafka has lost what came after offset 10, and it is other records that come there
        writer.write(Batch.passing(new Gap(SOURCE, 10, 30, Gap.Reason.TRUNCATION)));
        writer.write(batch(10, 20, offset -> offset % 2 == 0));

        // Then
        assertThat(table.column("select (topic_id = '" + SOURCE.topicId() + "') || ' ' || count(*) || ' from '"
                        + " || min(record_offset) from dead_letters group by topic_id order by 1"))
                .containsExactly("false 10 from 10", "true 15 from 0");
        try (DeadLetterControl control = DeadLetterControl.open(database)) {
            assertThat(control.find(LetterFilter.ofIds(List.of(new LetterId("events", 0, 12))), 10))
                    .hasSize(2);
        }
    }

    @Test
    void share_isContinued_byTheNextWorker() {
        // Given
        writer.write(batch(0, 700, offset -> offset % 4 == 0)); // 175 of 700
        BatchWriter next = newWriter();
        next.write(batch(700, 10, offset -> false));

        // When
        Outcome outcome = next.write(batch(710, 200, offset -> offset % 2 == 0));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(710L + 25 * 2);
    }

    @Test
    void writerThatDoesNotKnowOfTheStop_changesNothing() throws Exception {
        // Given
        BatchWriter zombie = newWriter();
        writer.write(batch(0, 50, offset -> true));
        writer.write(batch(50, 50, offset -> true));

        // When: its batch begins where the position still is
        Outcome outcome = zombie.write(batch(50, 20, offset -> false));

        // Then
        assertThat(outcome).isEqualTo(new Outcome.Outdated());
        assertThat(table.count("events")).isZero();
    }

    @Test
    void otherPartitionsOfTheBatch_areStored() throws Exception {
        // Given
        Batch bad = batch(0, 100, offset -> true);
        List<Row> rows = rows(OTHER, new Generated(4).events(20));

        // When
        writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 100), new Advance(OTHER, 0, 20)),
                rows,
                bad.deadLetters(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(table.column("select next_offset from ingest_positions order by partition"))
                .containsExactly("50", "20");
        assertThat(table.count("events")).isEqualTo(20);
    }

    @Test
    void rowsThatPostgresRefuses_stopThePartitionToo_atTheSamePlace() throws Exception {
        // Given
        table.execute("alter table events add constraint no_billing check (category <> 'billing') not valid");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(
                    Event.draft(i < 20 || i >= 150 ? "media" : "billing", "a.b").toEvent());
        }

        // When
        Outcome outcome = writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, 200)),
                rows(SOURCE, events),
                List.of(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(70L);
        assertThat(table.count("events")).isEqualTo(20);
        assertThat(table.count("dead_letters")).isEqualTo(50);
        assertThat(table.value("select next_offset from ingest_positions where partition = 0"))
                .isEqualTo("70");
    }

    /** A sequence is not rolled back: it counts how often PostgreSQL refused. */
    @Test
    void rowsThatPostgresRefuses_areNotLookedForOneByOne_whenAllAreRefused() throws Exception {
        // Given
        table.execute("create sequence refusals");
        table.execute("alter table events add constraint nothing check (nextval('refusals') < 0) not valid");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            events.add(Event.draft("media", "a.b").toEvent());
        }

        // When
        Outcome outcome = writer.write(new Batch(
                List.of(new Advance(SOURCE, 0, events.size())),
                rows(SOURCE, events),
                List.of(),
                List.of(),
                OptionalLong.empty()));

        // Then
        assertThat(stopOffsets(outcome)).containsExactly(50L);
        assertThat(table.count("dead_letters")).isEqualTo(50);
        assertThat(Long.parseLong(table.value("select last_value from refusals")))
                .isLessThan(300);
    }

    @Test
    void stopAtARefusedRow_isStoredOnce_whenTheAnswerToCommitWasLost() throws Exception {
        // Given
        table.execute("alter table events add constraint no_billing check (category <> 'billing') not valid");
        try (CommitCuttingProxy proxy = new CommitCuttingProxy(table.url())) {
            BatchWriter behindProxy = writer(new Database(proxy.url(), "", ""));
            behindProxy.write(batch(0, 5, offset -> false));
            List<Row> rows = new ArrayList<>();
            for (int offset = 5; offset < 205; offset++) {
                rows.add(TestRecord.row(
                        SOURCE, offset, Event.draft("billing", "a.b").toEvent()));
            }

            // When: the answer to the COMMIT of the batch, which is cut at its stop, is lost
            proxy.cutAtNextCommit();
            Outcome outcome = behindProxy.write(
                    new Batch(List.of(new Advance(SOURCE, 5, 205)), rows, List.of(), List.of(), OptionalLong.empty()));

            // Then: it is known to be in, without what was known of the rows
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(stopOffsets(outcome)).containsExactly(55L);
            assertThat(table.count("dead_letters")).isEqualTo(50);
            assertThat(table.count("partition_stops")).isEqualTo(1);
        }
    }

    @Test
    void stop_isStoredOnce_whenTheAnswerToCommitWasLost() throws Exception {
        // Given
        try (CommitCuttingProxy proxy = new CommitCuttingProxy(table.url())) {
            BatchWriter behindProxy = writer(new Database(proxy.url(), "", ""));
            behindProxy.write(batch(0, 50, offset -> true));

            // When: the first record of the batch is one too many, so its position does not move
            proxy.cutAtNextCommit();
            Outcome outcome = behindProxy.write(batch(50, 20, offset -> true));

            // Then
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(stopOffsets(outcome)).containsExactly(50L);
            assertThat(table.count("partition_stops")).isEqualTo(1);
            assertThat(table.count("dead_letters")).isEqualTo(50);
        }
    }

    @Test
    void resumed_beginsAnew_andStopsAgainAfterTheNextFifty() throws Exception {
        // Given
        writer.write(batch(0, 200, offset -> true));
        PartitionControl control = new PartitionControl(database);

        // When
        boolean resumed = control.resume(SOURCE);

        // Then
        assertThat(resumed).isTrue();
        assertThat(control.resume(SOURCE)).isFalse();
        BatchWriter next = newWriter();
        assertThat(next.open(Map.of(SOURCE, 0L)).stops()).isEmpty();
        assertThat(stopOffsets(next.write(batch(50, 150, offset -> true)))).containsExactly(100L);
        assertThat(table.count("dead_letters")).isEqualTo(100);
        assertThat(table.column(
                        "select stop_offset || ' ' || (resumed_at is not null) from partition_stops order by id"))
                .containsExactly("50 true", "100 false");
    }

    @Test
    void gap_isRecordedOnce_withThePositionBehindIt() throws Exception {
        // Given
        Gap gap = new Gap(SOURCE, 0, 30, Gap.Reason.RETENTION);

        // When
        Outcome first = writer.write(Batch.passing(gap));
        Outcome second = newWriter().write(Batch.passing(gap));

        // Then
        assertThat(first).isEqualTo(new Outcome.Stored(0, 0, List.of()));
        assertThat(second).isEqualTo(new Outcome.Outdated());
        assertThat(table.column("select concat_ws(' ', topic_id, partition, topic, from_offset, to_offset, reason) from"
                        + " ingest_gaps"))
                .containsExactly(SOURCE.topicId() + " 0 events 0 30 RETENTION");
        assertThat(table.value("select next_offset from ingest_positions where partition = 0"))
                .isEqualTo("30");
    }

    @Test
    void gap_isRecordedOnce_whenTheAnswerToCommitWasLost() throws Exception {
        // Given
        try (CommitCuttingProxy proxy = new CommitCuttingProxy(table.url())) {
            BatchWriter behindProxy = writer(new Database(proxy.url(), "", ""));
            behindProxy.write(batch(0, 5, offset -> false));

            // When
            proxy.cutAtNextCommit();
            Outcome outcome = behindProxy.write(Batch.passing(new Gap(SOURCE, 5, 30, Gap.Reason.RETENTION)));

            // Then
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(outcome).isInstanceOf(Outcome.Stored.class);
            assertThat(table.count("ingest_gaps")).isEqualTo(1);
        }
    }

    private BatchWriter newWriter() {
        return writer(database);
    }

    /** It has opened both partitions. */
    private BatchWriter writer(Database where) {
        BatchWriter opened = new BatchWriter(where, Clock.systemUTC(), new SilentListener());
        writers.add(opened);
        opened.open(Map.of(SOURCE, 0L, OTHER, 0L));
        return opened;
    }

    private static List<Long> stopOffsets(Outcome outcome) {
        return outcome instanceof Outcome.Stopped stopped
                ? stopped.stops().stream().map(PartitionStop::offset).toList()
                : List.of();
    }

    private static Batch batch(long from, int records, LongPredicate isPoison) {
        List<Row> rows = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        for (long offset = from; offset < from + records; offset++) {
            if (isPoison.test(offset)) {
                TestRecord record = new TestRecord(SOURCE, offset, new byte[0]);
                letters.add(new DeadLetter(record, Reason.UNDECODABLE, "is empty", null));
            } else {
                rows.add(TestRecord.row(SOURCE, offset, Event.draft("a", "a.b").toEvent()));
            }
        }
        return new Batch(
                List.of(new Advance(SOURCE, from, from + records)), rows, letters, List.of(), OptionalLong.empty());
    }

    /** Letters of the one at offset 0. */
    private static Batch cameBack(long from, int records) {
        Batch poison = batch(from, records, offset -> true);
        return new Batch(
                poison.advances(),
                List.of(),
                poison.deadLetters().stream().map(StopsIT::replayed).toList(),
                List.of(),
                OptionalLong.empty());
    }

    /** Letters of the one that is named. */
    private static Batch inOther(long from, int records, String first) {
        List<RawRecord.Header> headers = new ReplayMark(first, 1).in(List.of());
        List<DeadLetter> letters = new ArrayList<>();
        for (long offset = from; offset < from + records; offset++) {
            TestRecord record = new TestRecord(OTHER, offset, new byte[0], headers);
            letters.add(new DeadLetter(record, Reason.UNDECODABLE, "is empty", null));
        }
        return new Batch(
                List.of(new Advance(OTHER, from, from + records)), List.of(), letters, List.of(), OptionalLong.empty());
    }

    private static DeadLetter replayed(DeadLetter letter) {
        RawRecord origin = ((TestRecord) letter.origin()).replayed(1);
        return new DeadLetter(origin, letter.reason(), letter.detail(), null);
    }

    private static List<Row> rows(Source source, List<Event> events) {
        List<Row> rows = new ArrayList<>();
        for (Event event : events) {
            rows.add(TestRecord.row(source, rows.size(), event));
        }
        return rows;
    }
}
