package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.ingest.store.DeadLetter.Reason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class PoisonBreakerTest {

    private static final Source SOURCE = new Source(new UUID(1, 2), "events", 0);
    private static final Source OTHER = new Source(new UUID(1, 2), "events", 1);

    private final Replays replays = new Replays();
    private final PoisonBreaker breaker = new PoisonBreaker(Clock.systemUTC());

    @Test
    void fiftyInARow_areDeadLettered() {
        PoisonBreaker.Verdict verdict = breaker.judge(batch(0, 50, offset -> Reason.UNDECODABLE), List.of(), replays);

        assertThat(verdict.stops()).isEmpty();
        assertThat(verdict.batch().deadLetters()).hasSize(50);
    }

    @Test
    void fiftyFirstInARow_stops_andIsLeftWithAllThatFollows() {
        // Given
        Batch batch = batch(7, 200, offset -> offset < 10 || offset > 100 ? null : Reason.INVALID);

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch, List.of(), replays);

        // Then
        assertThat(verdict.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.offset()).isEqualTo(60);
            assertThat(stop.reason()).isEqualTo(PartitionStop.Reason.POISON_IN_A_ROW);
            assertThat(stop.detail()).isEqualTo("INVALID: d60");
        });
        assertThat(verdict.batch().advances()).containsExactly(new Advance(SOURCE, 7, 60));
        assertThat(verdict.batch().rows()).hasSize(3);
        assertThat(verdict.batch().deadLetters()).hasSize(50);
    }

    @Test
    void row_goesOnFromBatchToBatch_onceTheFirstIsStored() {
        // Given
        PoisonBreaker.Verdict first = breaker.judge(batch(0, 30, offset -> Reason.INVALID), List.of(), replays);
        Batch second = batch(30, 30, offset -> Reason.INVALID);
        assertThat(breaker.judge(second, List.of(), replays).stops()).isEmpty(); // the first attempt could still fail

        // When
        breaker.stored(first);

        // Then
        assertThat(breaker.judge(second, List.of(), replays).stops())
                .extracting(PartitionStop::offset)
                .containsExactly(50L);
    }

    @Test
    void oneGoodRecord_endsTheRow() {
        assertThat(breaker.judge(batch(0, 101, offset -> offset == 50 ? null : Reason.INVALID), List.of(), replays)
                        .stops())
                .isEmpty();
    }

    @Test
    void everyFifth_isNotTooOften() {
        assertThat(breaker.judge(
                                batch(0, 20_000, offset -> offset % 5 == 0 ? Reason.INVALID : null), List.of(), replays)
                        .stops())
                .isEmpty();
    }

    @Test
    void twoHundredAndFirstOfAThousand_stops() {
        // Given
        Batch batch = batch(0, 20_000, offset -> offset % 4 == 0 && offset >= 4_000 ? Reason.INVALID : null);

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch, List.of(), replays);

        // Then
        assertThat(verdict.stops()).singleElement().satisfies(stop -> {
            assertThat(stop.offset()).isEqualTo(4_000 + 200 * 4);
            assertThat(stop.reason()).isEqualTo(PartitionStop.Reason.POISON_TOO_OFTEN);
        });
        assertThat(verdict.batch().deadLetters()).hasSize(200);
    }

    @Test
    void oldPoison_isForgottenAfterAThousandRecords() {
        // Given
        breaker.stored(breaker.judge(
                batch(0, 398, offset -> offset % 2 == 0 ? Reason.INVALID : null), List.of(), replays));
        breaker.stored(breaker.judge(batch(398, 1_000, offset -> null), List.of(), replays));

        // When
        PoisonBreaker.Verdict verdict =
                breaker.judge(batch(1_398, 398, offset -> offset % 2 == 0 ? Reason.INVALID : null), List.of(), replays);

        // Then
        assertThat(verdict.stops()).isEmpty();
    }

    @Test
    void event_doesNotCount_forWhateverReasonItIsNoRow() {
        // Given
        List<RawRecord> expired = new ArrayList<>();
        for (int offset = 0; offset < 300; offset++) {
            expired.add(new TestRecord(SOURCE, offset, new byte[0]));
        }

        // When, Then
        for (Reason reason : List.of(Reason.TIMESTAMP_OUT_OF_RANGE, Reason.ID_CONFLICT)) {
            assertThat(breaker.judge(batch(0, 5_000, offset -> reason), List.of(), replays)
                            .stops())
                    .isEmpty();
        }
        assertThat(breaker.judge(
                                new Batch(
                                        List.of(new Advance(SOURCE, 0, 300)),
                                        List.of(),
                                        List.of(),
                                        expired,
                                        OptionalLong.empty()),
                                List.of(),
                                replays)
                        .stops())
                .isEmpty();
    }

    @Test
    void rowsThatPostgresRefuses_countToo() {
        // Given
        Batch batch = batch(0, 100, offset -> null);
        List<DeadLetter> refused = batch.rows().stream()
                .map(row -> new DeadLetter(row.origin(), Reason.REFUSED_BY_DATABASE, "d", "23514"))
                .toList();

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch, refused, replays);

        // Then
        assertThat(verdict.stops()).extracting(PartitionStop::offset).containsExactly(50L);
        assertThat(verdict.batch().rows()).hasSize(50);
    }

    @Test
    void lettersThatComeBack_countAsNothing() {
        // Given: 40 that are new, 100 that were replayed, and again
        LongFunction<Reason> all = offset -> Reason.INVALID;
        Batch batch = batch(0, 200, all, offset -> offset >= 40 && offset < 140);
        replays.note(SOURCE.topicId() + "/0/0", true);

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch, List.of(), replays);

        // Then
        assertThat(verdict.stops()).extracting(PartitionStop::offset).containsExactly(150L);
    }

    @Test
    void headerOfAReplay_excusesNothing_whenThereIsNoSuchLetter() {
        // Given: as a mirror of another cluster copies them
        Batch batch = batch(0, 200, offset -> Reason.INVALID, offset -> true);
        replays.note(SOURCE.topicId() + "/0/0", false);

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch, List.of(), replays);

        // Then
        assertThat(verdict.stops()).extracting(PartitionStop::offset).containsExactly(50L);
    }

    @Test
    void gap_beginsTheRowAnew() {
        // Given
        breaker.stored(breaker.judge(batch(0, 50, offset -> Reason.INVALID), List.of(), replays));
        Gap gap = new Gap(SOURCE, 50, 60, Gap.Reason.RETENTION);

        // When
        breaker.stored(breaker.judge(Batch.passing(gap), List.of(), replays));

        // Then
        assertThat(breaker.judge(batch(60, 100, offset -> Reason.INVALID), List.of(), replays)
                        .stops())
                .extracting(PartitionStop::offset)
                .containsExactly(110L);
    }

    @Test
    void window_isCleanAgain_onceItsPoisonIsOld() {
        // Given
        PoisonWindow window = new PoisonWindow();
        window.addPoison();

        // When
        window.addGood(PoisonWindow.RECORDS - 2);
        boolean before = window.isClean();
        window.addGood(1);

        // Then
        assertThat(before).isFalse();
        assertThat(window.isClean()).isTrue();
    }

    @Test
    void resumedOffsetsAhead_beginTheRowAnew() {
        // Given
        PoisonWindow known = new PoisonWindow();
        known.addResumed(50);
        known.addResumed(90);
        breaker.begin(Map.of(SOURCE, known));

        // When
        PoisonBreaker.Verdict verdict = breaker.judge(batch(0, 200, offset -> Reason.INVALID), List.of(), replays);

        // Then
        assertThat(verdict.stops()).extracting(PartitionStop::offset).containsExactly(140L);
    }

    @Test
    void otherPartitionsOfTheBatch_areLeftAsTheyAre() {
        // Given
        Batch bad = batch(0, 100, offset -> Reason.INVALID);
        List<Row> rows = new ArrayList<>();
        for (int offset = 0; offset < 100; offset++) {
            rows.add(TestRecord.row(OTHER, offset, Event.draft("a", "a.b").toEvent()));
        }
        Batch both = new Batch(
                List.of(new Advance(SOURCE, 0, 100), new Advance(OTHER, 0, 100)),
                rows,
                bad.deadLetters(),
                List.of(),
                OptionalLong.empty());

        // When
        Batch passing = breaker.judge(both, List.of(), replays).batch();

        // Then
        assertThat(passing.advances()).containsExactly(new Advance(SOURCE, 0, 50), new Advance(OTHER, 0, 100));
        assertThat(passing.rows()).isEqualTo(rows);
    }

    /** From an offset on so many records; what each is a dead letter for, null for none. */
    private static Batch batch(long from, int records, LongFunction<Reason> reasons) {
        return batch(from, records, reasons, offset -> false);
    }

    private static Batch batch(long from, int records, LongFunction<Reason> reasons, LongPredicate cameBack) {
        List<Row> rows = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();
        for (long offset = from; offset < from + records; offset++) {
            Reason reason = reasons.apply(offset);
            if (reason == null) {
                rows.add(TestRecord.row(SOURCE, offset, Event.draft("a", "a.b").toEvent()));
            } else {
                TestRecord record = new TestRecord(SOURCE, offset, new byte[0]);
                letters.add(new DeadLetter(
                        cameBack.test(offset) ? record.replayed(1) : record, reason, "d" + offset, null));
            }
        }
        return new Batch(
                List.of(new Advance(SOURCE, from, from + records)), rows, letters, List.of(), OptionalLong.empty());
    }
}
