package dev.annals.chaos.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.event.EventIds;
import dev.annals.ingest.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checker that cannot fail proves nothing: each finding is found where it is, and nowhere else. */
class VerifierTest {

    private final MadeUp trial = new MadeUp();

    @TempDir
    Path directory;

    @BeforeEach
    void somethingThatIsRight() {
        trial.event(0, "a", 1);
        trial.event(1, "b", 1);
        trial.event(0, "a", 2);
    }

    @Test
    void verdict_isClean_whenEverythingIsThereOnce() throws Exception {
        // Given
        trial.killed = false;
        trial.trueMetrics();

        // When
        Verdict verdict = trial.verdict(directory);

        // Then
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    }

    @Test
    void lostWrite_isAnAcknowledgedEvent_thatIsNowhere() throws Exception {
        trial.acknowledgedOnly("a", 3);
        assertOnly(Finding.LOST_WRITE);
    }

    @Test
    void lostWrite_isASpooledEvent_thatIsNowhere() throws Exception {
        spooledOnly(3);
        assertOnly(Finding.LOST_WRITE);
    }

    @Test
    void nothing_isFound_whenThePublisherWasTold_thatKafkaRefusedWhatWasSpooled() throws Exception {
        UUID id = EventIds.derived(MadeUp.NOW, "spooled4");
        trial.journal.add("F " + id + " TOO_LARGE"); // told by one thread before another wrote that it was spooled
        spooledOnly(4);
        trial.killed = false;
        trial.spool = true;
        trial.metrics(4, 3, 0, "TOO_LARGE=1");
        assertClean();
    }

    @Test
    void lostWrite_isASpooledEvent_alsoWhenAnotherWasRefused_orOnlyTheirNumberIsKnown() throws Exception {
        UUID id = spooledOnly(4);
        trial.journal.add("F " + id + " TOO_LARGE");
        spooledOnly(5);
        trial.killed = false;
        trial.spool = true;
        trial.metrics(5, 3, 0, "TOO_LARGE=2");
        assertOnly(Finding.LOST_WRITE);
    }

    @Test
    void callerWaited_isAFrameOfKafkaOnItsStack() throws Exception {
        trial.journal.add("W 20000 17 org.apache.kafka.clients.producer.KafkaProducer.send(KafkaProducer.java:1)");
        assertOnly(Finding.CALLER_WAITED);
    }

    @Test
    void nothing_isFound_whenCallersWereSeenInPublishOnly() throws Exception {
        trial.journal.add("W 20000 17");
        assertClean();
    }

    private UUID spooledOnly(long seq) {
        UUID id = EventIds.derived(MadeUp.NOW, "spooled" + seq);
        trial.offered(id, "a", seq);
        trial.journal.add("S " + id + " " + MadeUp.NOW.toEpochMilli());
        return id;
    }

    @Test
    void duplicate_isASecondRow() throws Exception {
        trial.stored.again.add(trial.event(0, "a", 3));
        assertOnly(Finding.DUPLICATE);
    }

    @Test
    void phantom_isARow_thatNobodyPublished() throws Exception {
        trial.stored.rows.put(EventIds.derived(MadeUp.NOW, "phantom"), 1);
        assertOnly(Finding.PHANTOM);
    }

    @Test
    void mutated_isARow_withAnotherContent() throws Exception {
        UUID id = trial.event(0, "a", 3);
        trial.stored.rows.put(id, MadeUp.check(id) + 1);
        assertOnly(Finding.MUTATED);
    }

    @Test
    void mutated_isARecord_withAnotherContent() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        trial.record(0, id, "a", 3, MadeUp.check(id) + 1);
        trial.stored.rows.put(id, MadeUp.check(id));
        assertOnly(Finding.MUTATED);
    }

    @Test
    void reorder_isALaterEventOfAKey_beforeAnEarlierOne() throws Exception {
        trial.event(0, "a", 4);
        trial.event(0, "a", 3);
        assertOnly(Finding.REORDER);
    }

    @Test
    void reorder_isAKey_onTwoPartitions_unlessTheirNumberChanged() throws Exception {
        trial.event(1, "a", 3);
        assertOnly(Finding.REORDER);
        trial.keysMove = true;
        assertClean();
    }

    @Test
    void mutated_isARecord_withAnotherKeyThanItsEvent() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        trial.record(0, id, "c", 3);
        trial.stored.rows.put(id, MadeUp.check(id));
        assertOnly(Finding.MUTATED);
    }

    @Test
    void miscounted_isAGroup_whoseCountIsNotThatOfItsRows() throws Exception {
        trial.stored.miscounted.add("2026-11-23 12:00 chaos chaos.tick info user rows: 2 counted: 3");
        assertOnly(Finding.MISCOUNTED);
    }

    @Test
    void gapUnrecorded_isARecordBelowThePosition_thatIsInNoSink() throws Exception {
        trial.poison(0);
        assertOnly(Finding.GAP_UNRECORDED);
    }

    @Test
    void unseen_isARecordBehindThePosition() throws Exception {
        UUID id = trial.event(0, "a", 3);
        trial.stored.positions.merge(0, -1L, Long::sum);
        assertThat(trial.stored.rows).containsKey(id);
        assertOnly(Finding.UNSEEN);
    }

    @Test
    void metricLie_isASum_thatDoesNotAddUp() throws Exception {
        trial.killed = false;
        trial.spool = true; // or acknowledgements would be counted one by one
        trial.metrics(3, 2, 0, "");
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void metricLie_isANumber_thatTheJournalDoesNotHave() throws Exception {
        trial.killed = false;
        trial.spool = true;
        trial.metrics(4, 4, 0, "");
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void metricLie_isARejection_thatTheJournalHasForAnotherReason() throws Exception {
        UUID rejected = EventIds.derived(MadeUp.NOW, "rejected");
        trial.offered(rejected, "a", 3);
        trial.journal.add("R " + rejected + " QUEUE_FULL");
        trial.killed = false;
        trial.metrics(4, 3, 0, "CLOSED=1 QUEUE_FULL=0");
        assertThat(counts(trial.verdict(directory))).containsExactly(Map.entry(Finding.METRIC_LIE, 2L));
    }

    @Test
    void metricLie_isAnAcknowledgement_thatTheJournalDoesNotHave() throws Exception {
        UUID rejected = EventIds.derived(MadeUp.NOW, "rejected");
        trial.offered(rejected, "a", 3);
        trial.journal.add("R " + rejected + " QUEUE_FULL");
        trial.killed = false;
        trial.metrics(4, 4, 0, "");
        assertThat(counts(trial.verdict(directory))).containsExactly(Map.entry(Finding.METRIC_LIE, 2L));
    }

    @Test
    void metricLie_isAnEventThatIsQueued_afterEverythingWasDelivered() throws Exception {
        trial.killed = false;
        trial.spool = true;
        trial.metrics(3, 2, 1, "");
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void metricLie_isAnEventInTheSpool_afterEverythingWasDelivered_butNotIfThereWasNoTime() throws Exception {
        trial.killed = false;
        trial.spool = true;
        trial.metrics(3, 2, 0, 1, "");
        assertOnly(Finding.METRIC_LIE);
        trial.drained = false;
        assertClean();
    }

    @Test
    void metricLie_isAnEventWithoutAnOutcome_ofAPublisherThatWasNotKilled() throws Exception {
        trial.offered(EventIds.derived(MadeUp.NOW, "unknown"), "a", 3);
        trial.killed = false;
        trial.metrics(4, 4, 0, "");
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void metricLie_isAPublisher_thatWasNotKilled_andDoesNotSayHowItWent() throws Exception {
        trial.killed = false;
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void metricLie_isAThread_thatDied() throws Exception {
        trial.journal.add("X load-1:_java.lang.IllegalStateException");
        assertOnly(Finding.METRIC_LIE);
    }

    @Test
    void nothing_isFound_whenAnEventIsSentAgain() throws Exception {
        trial.record(0, trial.event(0, "a", 3), "a", 3);
        trial.event(0, "a", 4);
        trial.record(0, EventIds.derived(MadeUp.NOW, "a3"), "a", 3);
        assertClean();
    }

    @Test
    void nothing_isFound_whenAnEventWasRejected_orNothingIsKnownOfIt() throws Exception {
        UUID rejected = EventIds.derived(MadeUp.NOW, "rejected");
        trial.offered(rejected, "a", 3);
        trial.journal.add("R " + rejected + " QUEUE_FULL");
        trial.offered(EventIds.derived(MadeUp.NOW, "unknown"), "a", 4);
        assertClean();
    }

    @Test
    void nothing_isFound_whenPoisonIsADeadLetter() throws Exception {
        trial.dead(0, trial.poison(0), "UNDECODABLE");
        assertClean();
    }

    @Test
    void nothing_isFound_whenTheSecondOfTwoWithOneId_isADeadLetter() throws Exception {
        UUID id = trial.event(0, "a", 3);
        trial.dead(0, trial.record(0, id, "a", 3, MadeUp.check(id) + 1), "ID_CONFLICT");
        assertClean();
    }

    @Test
    void nothing_isFound_whenAnAcknowledgedEventIsADeadLetter() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        trial.dead(0, trial.record(0, id, "a", 3), "TIMESTAMP_OUT_OF_RANGE");
        assertClean();
    }

    @Test
    void nothing_isFound_whenWhatIsMissingIsARecordedGap() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        long offset = trial.record(0, id, "a", 3);
        trial.removeLatest();
        trial.stored.gaps.add(new Stored.Gap(0, offset, offset + 1, Stored.RETENTION));
        assertClean();
    }

    @Test
    void lostWrite_isAnEvent_thatIsStillOnTheTopic_whateverTheGapSays() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        long offset = trial.record(0, id, "a", 3);
        trial.stored.gaps.add(new Stored.Gap(0, offset, offset + 1, Stored.RETENTION));
        assertThat(counts(trial.verdict(directory)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(Finding.LOST_WRITE, 1L, Finding.GAP_UNRECORDED, 1L));
    }

    @Test
    void lostWrite_isAnEvent_inAGapThatRetentionDidNotMake() throws Exception {
        UUID id = trial.acknowledgedOnly("a", 3);
        long offset = trial.record(0, id, "a", 3);
        trial.removeLatest();
        trial.stored.gaps.add(new Stored.Gap(0, offset, offset + 1, "TRUNCATION"));
        assertThat(counts(trial.verdict(directory)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(Finding.LOST_WRITE, 1L, Finding.GAP_UNRECORDED, 1L));
    }

    @Test
    void lostWrite_isAnEvent_besideTheRecordedGap() throws Exception {
        long offset = trial.record(0, trial.acknowledgedOnly("a", 3), "a", 3);
        trial.removeLatest();
        trial.record(0, trial.acknowledgedOnly("a", 4), "a", 4);
        trial.stored.gaps.add(new Stored.Gap(0, offset, offset + 1, Stored.RETENTION));
        Verdict verdict = trial.verdict(directory);
        assertThat(counts(verdict))
                .containsExactlyInAnyOrderEntriesOf(Map.of(Finding.LOST_WRITE, 1L, Finding.GAP_UNRECORDED, 1L));
    }

    @Test
    void nothing_isFound_whenWhatIsMissingWasExpired() throws Exception {
        // Given
        UUID id = EventIds.derived(MadeUp.NOW.minus(Duration.ofDays(31)), "old");
        trial.offered(id, "a", 3);
        trial.acknowledged(id);
        trial.record(0, id, "a", 3);

        // When
        Verdict kept = trial.verdict(directory, Retention.parse("40d"));
        Verdict expired = trial.verdict(directory, Retention.parse("30d"));

        // Then
        assertThat(counts(kept)).containsOnlyKeys(Finding.LOST_WRITE, Finding.GAP_UNRECORDED);
        assertThat(expired.isClean()).as(expired.toString()).isTrue();
    }

    @Test
    void earlierDump_remembersWhatTheTopicHasNoMore() throws Exception {
        // Given
        UUID id = trial.acknowledgedOnly("a", 3);
        long offset = trial.record(0, id, "a", 3);
        TopicDump earlier = new TopicDump(trial.topic, Map.of());
        TopicDump later = new TopicDump(trial.topic.subList(3, 4), Map.of(0, offset + 1));

        // When
        TopicDump both = later.and(earlier);

        // Then
        assertThat(both.entries()).isEqualTo(trial.topic);
        assertThat(both.ends()).isEqualTo(later.ends());
    }

    private void assertClean() throws Exception {
        assertThat(counts(trial.verdict(directory))).isEmpty();
    }

    private void assertOnly(Finding finding) throws Exception {
        assertThat(counts(trial.verdict(directory))).containsExactly(Map.entry(finding, 1L));
    }

    private static Map<Finding, Long> counts(Verdict verdict) {
        Map<Finding, Long> counts = new EnumMap<>(Finding.class);
        for (Finding finding : Finding.values()) {
            if (verdict.count(finding) > 0) {
                counts.put(finding, verdict.count(finding));
            }
        }
        return counts;
    }
}
