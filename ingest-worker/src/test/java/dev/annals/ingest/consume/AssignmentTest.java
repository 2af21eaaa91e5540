package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.PartitionStop;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final TopicPartition ZERO = new TopicPartition("events", 0);
    private static final TopicPartition ONE = new TopicPartition("events", 1);
    private static final UUID TOPIC = new UUID(0, 9);

    /** Kafka's own in-memory consumer. */
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        @Override
        public synchronized OptionalLong currentLag(TopicPartition partition) {
            return fetchedLag;
        }
    };

    private OptionalLong fetchedLag = OptionalLong.of(0);

    private final Ahead ahead = new Ahead(new Decoder(Clock.systemUTC(), Retention.NEVER), 10, 1_000_000);
    private final Listener listener = new Listener();
    private final AtomicInteger handovers = new AtomicInteger();
    private final Assignment assignment = new Assignment(consumer, ahead, handovers::incrementAndGet, listener);

    AssignmentTest() {
        consumer.subscribe(List.of("events"), assignment);
        consumer.rebalance(List.of(ZERO, ONE));
    }

    @Test
    void assigned_isPausedAndUnopened() {
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
        assertThat(assignment.unopened()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    @Test
    void open_seeksToTheStoredPosition_andIsFetched() {
        open(ZERO, 42);

        assignment.fetchOnlyIf(true);

        assertThat(consumer.position(ZERO)).isEqualTo(42);
        assertThat(consumer.paused()).containsExactly(ONE);
        assertThat(assignment.unopened()).containsExactly(ONE);
    }

    @Test
    void fetchOnlyIf_pausesEverything_whenThereIsNoRoom() {
        open(ZERO, 42);
        assignment.fetchOnlyIf(true);

        assignment.fetchOnlyIf(false);

        assertThat(consumer.paused()).containsExactlyInAnyOrder(ZERO, ONE);
    }

    @Test
    void takeAdvances_goesFromTheLastBatchToThePosition() {
        open(ZERO, 42);
        open(ONE, 7);
        assignment.advanced(Map.of(ZERO, new OffsetAndMetadata(50), ONE, new OffsetAndMetadata(7)));

        List<Advance> advances = assignment.takeAdvances();

        assertThat(advances).containsExactly(new Advance(new Source(TOPIC, "events", 0), 42, 50));
        assertThat(assignment.hasAdvanced()).isFalse();
    }

    @Test
    void stopped_isNotRead_andTold_untilItIsResumed() {
        // Given
        open(ONE, 7);
        PartitionStop stop = stop(ZERO);

        // When
        assignment.found(new PartitionOpening.Stopped(ZERO, stop, 12));
        assignment.fetchOnlyIf(true);

        // Then
        assertThat(consumer.paused()).containsExactly(ZERO);
        assertThat(listener.stopped).containsExactly(stop.toString());
        assertThat(assignment.lag(Map.of())).hasValue(12);
        assertThat(assignment.unopened()).isEmpty();
        assertThat(assignment.takeStopped()).isEmpty();

        // When: Kafka answers
        assignment.takeNew();
        assignment.lookAgainAtStopped();

        // Then: it is looked at once, in no hurry
        assertThat(assignment.takeNew()).isFalse();
        assertThat(assignment.takeStopped()).containsExactly(ZERO);
        assertThat(assignment.takeStopped()).isEmpty();

        // When
        open(ZERO, 42);
        assignment.fetchOnlyIf(true);

        // Then
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.position(ZERO)).isEqualTo(42);
        assertThat(listener.stopped).isEmpty();
        assignment.lookAgainAtStopped();
        assertThat(assignment.takeStopped()).isEmpty();
    }

    @Test
    void stopped_isUnanswered_untilKafkaTellsAboutIt_orItGoesToAnotherLane() {
        // Given
        assignment.found(new PartitionOpening.Stopped(ZERO, stop(ZERO), 12));
        assignment.found(new PartitionOpening.Stopped(ONE, stop(ONE), 12));
        assertThat(assignment.hasUnanswered()).isFalse();

        // When
        assignment.lookAgainAtStopped();
        assignment.takeStopped();
        assignment.found(new PartitionOpening.Stopped(ZERO, stop(ZERO), 13));

        // Then
        assertThat(assignment.hasUnanswered()).isTrue();

        // When
        assignment.found(new PartitionOpening.Stopped(ONE, stop(ONE), 13));

        // Then
        assertThat(assignment.hasUnanswered()).isFalse();

        // When
        assignment.lookAgainAtStopped();
        assignment.takeStopped();
        assignment.onPartitionsRevoked(List.of(ZERO, ONE));

        // Then
        assertThat(assignment.hasUnanswered()).isFalse();
    }

    @Test
    void stopped_isForgotten_whenItGoesToAnotherLane() {
        // Given
        assignment.found(new PartitionOpening.Stopped(ZERO, stop(ZERO), 12));

        // When
        assignment.onPartitionsRevoked(List.of(ZERO));

        // Then
        assertThat(listener.stopped).isEmpty();
        assertThat(assignment.stopped()).isZero();
    }

    @Test
    void revoked_isForgotten_withWhatWasReadAhead() {
        open(ZERO, 0);
        open(ONE, 0);
        readAhead(ZERO);
        readAhead(ONE);

        assignment.onPartitionsRevoked(List.of(ZERO));

        assertThat(assignment.find(ZERO)).isEmpty();
        assertThat(ahead.take(List.of()).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.origin().source().partition()).isEqualTo(1));
    }

    @Test
    void revoked_isHandedOver_butNotWhatWasLost() {
        open(ZERO, 0);
        open(ONE, 0);

        assignment.onPartitionsRevoked(List.of(ZERO));
        assignment.onPartitionsLost(List.of(ONE));

        assertThat(handovers).hasValue(1);
        assertThat(assignment.find(ONE)).isEmpty();
    }

    @Test
    void open_isIgnored_whenThePartitionWentAwayMeanwhile() {
        assignment.onPartitionsRevoked(List.of(ZERO));

        open(ZERO, 42);

        assertThat(assignment.find(ZERO)).isEmpty();
    }

    @Test
    void reopenAll_makesRoomAgain() {
        open(ZERO, 0);
        for (int i = 0; i < 10; i++) {
            readAhead(ZERO);
        }
        Ahead small = new Ahead(new Decoder(Clock.systemUTC(), Retention.NEVER), 1_000, 1);
        small.add(assignment.find(ZERO).orElseThrow(), List.of(record(ZERO)));
        assertThat(ahead.hasRoom()).isFalse();
        assertThat(small.hasRoom()).isFalse();

        assignment.reopenAll();
        small.forget(ZERO);

        assertThat(ahead.hasRoom()).isTrue();
        assertThat(small.hasRoom()).isTrue();
    }

    @Test
    void reopenAll_dropsWhatWasReadAhead_andAsksAgain() {
        open(ZERO, 0);
        readAhead(ZERO);
        assignment.takeNew();

        assignment.reopenAll();

        assertThat(assignment.takeNew()).isTrue();
        assertThat(assignment.takeNew()).isFalse();

        assertThat(ahead.size()).isZero();
        assertThat(assignment.unopened()).containsExactlyInAnyOrder(ZERO, ONE);
        assertThat(consumer.paused()).contains(ZERO);
    }

    @Test
    void lag_isWhatTheConsumerKnows_whileItFetches() {
        openBoth();
        assignment.fetchOnlyIf(true);

        fetchedLag = OptionalLong.of(5);

        assertThat(assignment.lag(Map.of())).hasValue(10);
        assertThat(assignment.lag(Map.of(ZERO, 41L, ONE, 40L))).hasValue(10);
    }

    @Test
    void lag_isUnknown_whileThatOfAPartitionIs() {
        openBoth();
        assignment.fetchOnlyIf(true);

        fetchedLag = OptionalLong.empty();

        assertThat(assignment.lag(Map.of(ZERO, 50L))).isEmpty();
    }

    @Test
    void lag_growsWithTheTopic_whileThereIsNoRoom() {
        openBoth();
        fetchedLag = OptionalLong.of(5);

        assignment.fetchOnlyIf(false);

        assertThat(assignment.lag(Map.of(ZERO, 1_042L, ONE, 42L))).hasValue(1_005);
        assertThat(assignment.lag(Map.of(ZERO, 1_042L))).isEmpty();
    }

    @Test
    void lag_isUnknown_outsideTheGroup() {
        assertThat(new Assignment(consumer, ahead, () -> {}, listener).lag(Map.of()))
                .isEmpty();

        assignment.onPartitionsLost(List.of(ZERO, ONE));

        assertThat(assignment.lag(Map.of())).isEmpty();
    }

    private void openBoth() {
        open(ZERO, 42);
        open(ONE, 42);
    }

    private void open(TopicPartition partition, long position) {
        Source source = new Source(TOPIC, "events", partition.partition());
        assignment.found(new PartitionOpening.Opened(partition, source, position));
    }

    private static PartitionStop stop(TopicPartition partition) {
        return new PartitionStop(
                new Source(TOPIC, "events", partition.partition()),
                42,
                PartitionStop.Reason.POISON_IN_A_ROW,
                "UNDECODABLE: is empty",
                Instant.EPOCH);
    }

    private void readAhead(TopicPartition partition) {
        OpenPartition open = assignment.find(partition).orElseThrow();
        ahead.add(open, List.of(record(partition)));
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition) {
        byte[] value = EventJson.encode(Event.draft("a", "a.b").toEvent());
        return new ConsumerRecord<>("events", partition.partition(), 0, null, value);
    }

    /** Notes what is stopped. */
    private static final class Listener implements LaneListener {
        private Collection<String> stopped = List.of();

        @Override
        public void stopped(Collection<String> reasons) {
            stopped = reasons;
        }

        @Override
        public void turned() {}

        @Override
        public void assigned(int partitions, int unopened) {}

        @Override
        public void left() {}

        @Override
        public void kafkaUp() {}

        @Override
        public void kafkaDown(String reason) {}
    }
}
