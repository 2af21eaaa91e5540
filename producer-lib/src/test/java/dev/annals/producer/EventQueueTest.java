package dev.annals.producer;

import static dev.annals.producer.OverflowPolicy.REJECT_NEWEST;
import static dev.annals.producer.OverflowPolicy.REJECT_OLDEST;
import static dev.annals.producer.TestPublishers.config;
import static dev.annals.producer.TestPublishers.encodedMovie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.testkit.Eventually;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private static final long PLENTY = 1_000_000;
    private static final Duration TO_WAKE = Duration.ofSeconds(20);

    private final FakeClock clock = new FakeClock();

    @Test
    void offer_rejectsTheNewest_whenThereAreTooMany() {
        // Given
        EventQueue queue = queue(2, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));

        // When
        var newest = queue.offer(encodedMovie("m-3"));

        // Then
        assertThat(rejectionOf(newest).reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(rejectionOf(newest))
                .hasMessageContaining("2 of 2 events")
                .hasMessageContaining("raise queueMaxEvents")
                .hasMessageContaining("localhost:9092");
        assertThat(queue.snapshot().queued()).isEqualTo(2);
        assertThat(queue.snapshot().rejected(Reason.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void offer_rejectsTheNewest_whenTheyAreTooLargeTogether() {
        // Given
        int bytes = encodedMovie("m-1").bytes();
        EventQueue queue = queue(100, 2L * bytes + 1, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));

        // When
        var newest = queue.offer(encodedMovie("m-3"));

        // Then
        assertThat(rejectionOf(newest)).hasMessageContaining("raise queueMaxBytes");
        assertThat(queue.snapshot().queuedBytes()).isEqualTo(2L * bytes);
    }

    @Test
    void offer_takesAgain_whatFits_afterAnEventEnded() throws Exception {
        // Given
        EventQueue queue = queue(1, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));
        queue.acknowledge(take(queue), 0, 0);

        // When
        var third = queue.offer(encodedMovie("m-3"));

        // Then
        assertThat(third).isNotDone();
    }

    @Test
    void offer_wakesASenderThatSleeps() {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(() -> taken(queue) + taken(queue));
        Eventually.succeeds(() -> assertThat(queue.isSenderAsleep()).isTrue());

        // When
        queue.offer(encodedMovie("m-2"));

        // Then
        assertThat(taken).succeedsWithin(TO_WAKE).isEqualTo(2);
    }

    private static int taken(EventQueue queue) {
        try {
            return queue.take(Duration.ofMinutes(1), 0, 1, PLENTY).size();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void offer_rejectsAsTooLarge_whatTheQueueCanNeverHold() {
        // Given
        EncodedEvent event = encodedMovie("m-1");
        EventQueue queue = queue(100, event.bytes() - 1L, REJECT_OLDEST);

        // When
        var future = queue.offer(event);

        // Then
        assertThat(reasonOf(future)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void offer_rejectsTheOldestThatWaits_ifToldSo() throws Exception {
        // Given
        EventQueue queue = queue(3, PLENTY, REJECT_OLDEST);
        var inFlight = queue.offer(encodedMovie("m-1"));
        take(queue);
        var oldestWaiting = queue.offer(encodedMovie("m-2"));
        var waiting = queue.offer(encodedMovie("m-3"));

        // When
        var newest = queue.offer(encodedMovie("m-4"));

        // Then
        assertThat(reasonOf(oldestWaiting)).isEqualTo(Reason.QUEUE_FULL);
        assertThat(rejectionOf(oldestWaiting)).hasMessageContaining("given up").hasMessageContaining("3 of 3 events");
        assertThat(inFlight).isNotDone();
        assertThat(waiting).isNotDone();
        assertThat(newest).isNotDone();
        assertThat(queue.snapshot().queued()).isEqualTo(3);
    }

    @Test
    void offer_rejectsTheNewest_whenEverythingIsInFlight() throws Exception {
        // Given
        EventQueue queue = queue(1, PLENTY, REJECT_OLDEST);
        queue.offer(encodedMovie("m-1"));
        take(queue);

        // When
        var newest = queue.offer(encodedMovie("m-2"));

        // Then
        assertThat(reasonOf(newest)).isEqualTo(Reason.QUEUE_FULL);
    }

    @Test
    void offer_givesUpSeveral_forOneThatIsLarger() {
        // Given
        EncodedEvent large = encodedMovie("m".repeat(200));
        int small = encodedMovie("m-1").bytes();
        EventQueue queue = queue(100, large.bytes() + small - 1L, REJECT_OLDEST);
        var first = queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));

        // When
        var newest = queue.offer(large);

        // Then
        assertThat(first).isCompletedExceptionally();
        assertThat(newest).isNotDone();
        assertThat(queue.snapshot().queuedBytes()).isLessThan(large.bytes() + small);
    }

    @Test
    void take_leavesHalfOfTheEventsWaiting() throws Exception {
        // Given
        EventQueue queue = queue(4, PLENTY, REJECT_OLDEST);
        for (int i = 0; i < 4; i++) {
            queue.offer(encodedMovie("m-" + i));
        }
        take(queue);
        take(queue);

        // When
        var third = queue.take(Duration.ZERO, 0, 1, PLENTY);

        // Then
        assertThat(third).isEmpty();
    }

    @Test
    void take_leavesHalfOfTheBytesWaiting_butAlwaysTakesOne() throws Exception {
        // Given
        int bytes = encodedMovie("m-1").bytes();
        EventQueue queue = queue(100, 2L * bytes, REJECT_OLDEST);
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));

        // When
        var first = queue.take(Duration.ZERO, 0, 1, PLENTY);
        var second = queue.take(Duration.ZERO, 0, 1, PLENTY);

        // Then
        assertThat(first).isNotEmpty();
        assertThat(second).isEmpty();
    }

    @Test
    void take_givesOneAtATime_upToTheSequenceTold() throws Exception {
        // Given
        EventQueue queue = queue(100, PLENTY, REJECT_NEWEST);
        for (int i = 1; i <= 4; i++) {
            queue.offer(encodedMovie("m-" + i));
        }
        QueuedEvent first = queue.take(Duration.ZERO, 2, 1, PLENTY).get(0);
        boolean alone = queue.take(Duration.ZERO, 2, 1, PLENTY).isEmpty();
        queue.acknowledge(first, 0, 0);
        QueuedEvent second = queue.take(Duration.ZERO, 2, 1, PLENTY).get(0);
        queue.acknowledge(second, 0, 0);

        // When
        var third = queue.take(Duration.ZERO, 2, 1, PLENTY);
        var fourth = queue.take(Duration.ZERO, 2, 1, PLENTY);

        // Then
        assertThat(alone).isTrue();
        assertThat(third).isNotEmpty();
        assertThat(fourth).isNotEmpty();
    }

    @Test
    void take_returnsAtOnce_whenWokenBefore() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.wakeSender();
        long start = System.nanoTime();

        // When
        var event = queue.take(Duration.ofSeconds(60), 0, 1, PLENTY);

        // Then
        assertThat(event).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void putAllBack_keepsTheOrder() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        for (int i = 1; i <= 4; i++) {
            queue.offer(encodedMovie("m-" + i));
        }
        take(queue);
        queue.acknowledge(take(queue), 0, 0);
        take(queue);

        // When
        long last = queue.putAllBack();

        // Then
        assertThat(last).isEqualTo(3);
        assertThat(take(queue).sequence).isEqualTo(1);
        assertThat(take(queue).sequence).isEqualTo(3);
        assertThat(take(queue).sequence).isEqualTo(4);
    }

    @Test
    void take_givesSeveralInOrder_asManyAsToldAndFit() throws Exception {
        // Given
        int bytes = encodedMovie("m-1").bytes();
        EventQueue queue = queue(100, PLENTY, REJECT_NEWEST);
        for (int i = 1; i <= 9; i++) {
            queue.offer(encodedMovie("m-" + i));
        }

        // When
        var three = queue.take(Duration.ZERO, 0, 3, PLENTY);
        var two = queue.take(Duration.ZERO, 0, 100, 3L * bytes - 1);
        var one = queue.take(Duration.ZERO, 0, 100, 1);
        var rest = queue.take(Duration.ZERO, 0, 100, PLENTY);

        // Then
        assertThat(three).extracting(event -> event.sequence).containsExactly(1L, 2L, 3L);
        assertThat(two).extracting(event -> event.sequence).containsExactly(4L, 5L);
        assertThat(one).extracting(event -> event.sequence).containsExactly(6L);
        assertThat(rest).extracting(event -> event.sequence).containsExactly(7L, 8L, 9L);
    }

    @Test
    void pending_keepsItsOrder_whoeverLeavesIt() throws Exception {
        // Given
        EventQueue queue = queue(100, PLENTY, REJECT_NEWEST);
        for (int i = 1; i <= 6; i++) {
            queue.offer(encodedMovie("m-" + i));
        }
        var taken = queue.take(Duration.ZERO, 0, 4, PLENTY);
        queue.acknowledge(taken.get(1), 0, 0); // in the middle of those in flight
        queue.acknowledge(taken.get(3), 0, 0); // the last of them
        queue.acknowledge(taken.get(0), 0, 0); // the first of all

        // When
        long last = queue.putAllBack();

        // Then
        assertThat(last).isEqualTo(3);
        assertThat(queue.take(Duration.ZERO, 0, 100, PLENTY))
                .extracting(event -> event.sequence)
                .containsExactly(3L, 5L, 6L);
        assertThat(queue.oldestSequence()).isEqualTo(3);
    }

    @Test
    void putAllBack_isOfNoEffect_whenNothingIsInFlight() throws Exception {
        // Given
        EventQueue queue = queue(100, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));

        // When
        long last = queue.putAllBack();

        // Then
        assertThat(last).isZero();
        assertThat(take(queue).sequence).isEqualTo(1);
    }

    @Test
    void acknowledged_waitsForNobody_andIsSettledByWhoHasTheLock() throws Exception {
        // Given
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Runnable> ended = new CopyOnWriteArrayList<>();
        EventQueue queue = new EventQueue(config(10, PLENTY, REJECT_NEWEST), clock, event -> {
            ended.add(event);
            inside.countDown();
            Uninterrupted.await(TO_WAKE, nanos -> goOn.await(nanos, TimeUnit.NANOSECONDS));
        });
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));
        var taken = queue.take(Duration.ZERO, 0, 2, PLENTY);
        Thread holder = new Thread(() -> queue.acknowledge(taken.get(0), 0, 0)); // with the lock in its hands
        holder.start();
        inside.await();

        // When
        queue.acknowledged(taken.get(1), 1, 2);

        // Then
        assertThat(ended).hasSize(1);
        goOn.countDown();
        holder.join();
        assertThat(ended).containsExactly(taken.get(0).future, taken.get(1).future);
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(2).acknowledged(2).metrics());
    }

    @Test
    void ended_leavesNothingOfTheEvent_butItsFuture() throws Exception {
        // Given
        List<Runnable> waiting = new ArrayList<>();
        EventQueue queue = new EventQueue(config(10, PLENTY, REJECT_NEWEST), clock, waiting::add);

        // When
        WeakReference<byte[]> value = offerAndAcknowledge(queue);

        // Then
        assertThat(waiting).hasSize(1);
        Eventually.succeeds(() -> {
            System.gc();
            assertThat(value.get()).isNull();
        });
    }

    private static WeakReference<byte[]> offerAndAcknowledge(EventQueue queue) throws Exception {
        EncodedEvent event = encodedMovie("m-1");
        queue.offer(event);
        queue.acknowledged(take(queue), 0, 0);
        return new WeakReference<>(event.value());
    }

    @Test
    void callbacks_findRoom_andTheEventCounted() throws Exception {
        // Given
        EventQueue[] itself = new EventQueue[1];
        List<Boolean> roomThen = new ArrayList<>();
        List<Long> acknowledgedThen = new ArrayList<>();
        EventQueue queue = new EventQueue(config(1, PLENTY, REJECT_NEWEST), clock, callback -> {
            roomThen.add(itself[0].hasRoomFor(1, 1));
            acknowledgedThen.add(itself[0].snapshot().acknowledged());
        });
        itself[0] = queue;
        queue.offer(encodedMovie("m-1"));

        // When
        queue.acknowledged(take(queue), 0, 0);

        // Then
        assertThat(roomThen).containsExactly(true);
        assertThat(acknowledgedThen).containsExactly(1L);
    }

    @Test
    void acknowledge_endsAnEventThatWaitsAgain() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        var future = queue.offer(encodedMovie("m-1"));
        QueuedEvent event = take(queue);
        queue.putAllBack();

        // When
        queue.acknowledge(event, 3, 42);

        // Then
        assertThat(future).isCompletedWithValue(new Published(event.encoded.id(), 3, 42));
        assertThat(queue.take(Duration.ZERO, 0, 1, PLENTY)).isEmpty();
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(1).acknowledged(1).metrics());
    }

    @Test
    void ending_countsOnce_theFirst() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        var future = queue.offer(encodedMovie("m-1"));
        QueuedEvent event = take(queue);
        clock.advance(Duration.ofMinutes(2));
        queue.expire();

        // When
        queue.acknowledge(event, 0, 0);
        queue.reject(event, new Rejection(Reason.TOO_LARGE, () -> "late"));

        // Then
        assertThat(reasonOf(future)).isEqualTo(Reason.DELIVERY_FAILED);
        assertThat(queue.snapshot())
                .isEqualTo(new Counts()
                        .offered(1)
                        .rejected(Reason.DELIVERY_FAILED, 1)
                        .metrics());
    }

    @Test
    void reject_endsAnEventThatNobodyTookInYet() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        QueuedEvent event = queue.toAdd(encodedMovie("m-1"));
        queue.add(event);

        // When
        queue.reject(event, new Rejection(Reason.DELIVERY_FAILED, () -> "given up"));

        // Then
        assertThat(reasonOf(event.future)).isEqualTo(Reason.DELIVERY_FAILED);
        assertThat(queue.take(Duration.ZERO, 0, 1, PLENTY)).isEmpty();
        assertThat(queue.snapshot().queuedBytes()).isZero();
    }

    @Test
    void expire_endsInFlightAndWaiting_whoseTimeIsUp_andNoOthers() throws Exception {
        // Given
        EventQueue queue = queue(2_000, PLENTY, REJECT_NEWEST);
        var inFlight = queue.offer(encodedMovie("m-0"));
        take(queue);
        for (int i = 1; i < 1_000; i++) {
            queue.offer(encodedMovie("m-" + i));
        }
        clock.advance(Duration.ofMillis(1));
        var younger = queue.offer(encodedMovie("younger"));
        clock.advance(Duration.ofMinutes(2).minusMillis(1));

        // When
        queue.expire();

        // Then
        assertThat(queue.snapshot())
                .isEqualTo(new Counts()
                        .offered(1_001)
                        .rejected(Reason.DELIVERY_FAILED, 1_000)
                        .queued(1, encodedMovie("younger").bytes())
                        .metrics());
        assertThat(inFlight).isCompletedExceptionally();
        assertThat(younger).isNotDone();
    }

    @Test
    void isStalled_onlyWhenTheOldestWasHandedOverLongAgo() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        clock.advance(Duration.ofSeconds(60));
        QueuedEvent event = take(queue);
        boolean beforeHandOver = queue.isStalled(Duration.ofSeconds(30));
        event.sent(clock.getAsLong());
        clock.advance(Duration.ofSeconds(29));
        boolean soonAfter = queue.isStalled(Duration.ofSeconds(30));

        // When
        clock.advance(Duration.ofSeconds(1));

        // Then
        assertThat(beforeHandOver).isFalse();
        assertThat(soonAfter).isFalse();
        assertThat(queue.isStalled(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void flush_isTrue_whenNothingIsQueued() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);

        // When
        boolean flushed = queue.flush(Duration.ZERO);

        // Then
        assertThat(flushed).isTrue();
    }

    @Test
    void flush_waitsForWhatWasAcceptedBefore_andForNoMore() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("before"));
        QueuedEvent before = take(queue);
        CompletableFuture<Boolean> flushed = flushing(queue);
        queue.offer(encodedMovie("after"));

        // When
        queue.acknowledge(before, 0, 0);

        // Then
        assertThat(flushed.join()).isTrue();
    }

    @Test
    void flush_isFalse_asSoonAsOneIsRejected() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        QueuedEvent rejected = take(queue);
        queue.offer(encodedMovie("m-2"));
        CompletableFuture<Boolean> flushed = flushing(queue);

        // When
        queue.reject(rejected, new Rejection(Reason.TOO_LARGE, () -> "too large"));

        // Then
        assertThat(flushed.join()).isFalse();
    }

    @Test
    void flush_isFalse_whenItTakesTooLong() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));

        // When
        boolean flushed = queue.flush(Duration.ofMillis(1));

        // Then
        assertThat(flushed).isFalse();
    }

    @Test
    void rejectRest_endsEverything_andCloseTakesNoMore() throws Exception {
        // Given
        EventQueue queue = queue(10, PLENTY, REJECT_NEWEST);
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));
        take(queue);
        queue.close();

        // When
        queue.rejectRest(new Rejection(Reason.CLOSED, () -> "closed"));

        // Then
        var later = queue.offer(encodedMovie("m-3"));
        assertThat(reasonOf(later)).isEqualTo(Reason.CLOSED);
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(3).rejected(Reason.CLOSED, 3).metrics());
    }

    private EventQueue queue(int maxEvents, long maxBytes, OverflowPolicy overflow) {
        return new EventQueue(config(maxEvents, maxBytes, overflow), clock, Runnable::run);
    }

    private static QueuedEvent take(EventQueue queue) throws InterruptedException {
        return queue.take(Duration.ZERO, 0, 1, PLENTY).get(0);
    }

    /** Returns when the other thread waits. */
    private static CompletableFuture<Boolean> flushing(EventQueue queue) {
        CompletableFuture<Boolean> flushed = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                flushed.complete(queue.flush(Duration.ofSeconds(30)));
            } catch (InterruptedException e) {
                flushed.completeExceptionally(e);
            }
        });
        thread.start();
        Eventually.succeeds(() -> assertThat(thread.getState()).isEqualTo(Thread.State.TIMED_WAITING));
        return flushed;
    }

    static Reason reasonOf(CompletableFuture<Published> future) {
        return rejectionOf(future).reason();
    }

    private static EventRejectedException rejectionOf(CompletableFuture<Published> future) {
        try {
            throw new AssertionError("not rejected: " + future.join());
        } catch (CompletionException e) {
            return (EventRejectedException) e.getCause();
        }
    }
}
