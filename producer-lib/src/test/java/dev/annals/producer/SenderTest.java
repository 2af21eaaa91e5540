package dev.annals.producer;

import static dev.annals.producer.EventQueueTest.reasonOf;
import static dev.annals.producer.TestPublishers.config;
import static dev.annals.producer.TestPublishers.encodedMovie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The sender's turns, run by the test's thread; its pauses move the clock. */
class SenderTest {

    private static final Duration STALL = Duration.ofSeconds(30);

    private final FakeClock clock = new FakeClock();
    private final EventQueue queue =
            new EventQueue(config(100, 1_000_000, OverflowPolicy.REJECT_NEWEST), clock, Runnable::run);
    private final List<FakeTransport> opened = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int openingsToRefuse;
    private final Sender sender =
            new Sender(queue, this::open, STALL, queue, new Warnings(log::add, clock), clock, this::pause);

    @Test
    void turn_handsOverInOrder_andTheAcknowledgementEndsTheEvent() throws Exception {
        // Given
        CompletableFuture<Published> first = offer("m-1");
        CompletableFuture<Published> second = offer("m-2");

        // When
        turns(2);
        opened.get(0).acknowledge(0);

        // Then
        assertThat(opened.get(0).sentKeys()).containsExactly("movie:m-1", "movie:m-2");
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
    }

    @Test
    void turn_opensNoTransport_beforeThereIsAnEvent() throws Exception {
        // Given
        queue.wakeSender();

        // When
        sender.turn();

        // Then
        assertThat(opened).isEmpty();
    }

    @Test
    void turn_triesAgainInPlace_whenNothingCanBeHandedOver() throws Exception {
        // Given
        offer("m-0");
        turns(1);
        opened.get(0).refuse(Kind.NOT_NOW);
        offer("m-1");
        offer("m-2");
        turns(5);

        // When
        opened.get(0).accept();
        turns(2);

        // Then
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).sentKeys()).containsExactly("movie:m-0", "movie:m-1", "movie:m-2");
        assertThat(pauses).containsOnly(Duration.ofMillis(100)).hasSize(5);
        assertThat(log).hasSize(1);
    }

    @Test
    void turn_replacesTheClient_thatTakesNothingForTooLong_andOnlyThat() throws Exception {
        // Given
        offer("m-1");
        turns(1);
        opened.get(0).acknowledge(0);
        clock.advance(STALL); // nothing to do
        opened.get(0).refuse(Kind.NOT_NOW);
        offer("m-2");
        offer("m-3");
        turns(1);
        clock.advance(STALL.minusMillis(101));
        turns(1);
        assertThat(opened.get(0).isClosed()).as("before the time").isFalse();

        // When
        turns(3);

        // Then
        assertThat(opened).hasSize(2);
        assertThat(opened.get(0).isClosed()).isTrue();
        assertThat(opened.get(1).sentKeys()).containsExactly("movie:m-2", "movie:m-3");
    }

    @Test
    void turn_keepsTheClient_thatTakesAnEventNowAndThen() throws Exception {
        // Given
        offerMovies(3);
        turns(1);
        opened.get(0).refuse(Kind.NOT_NOW);
        turns(1);
        clock.advance(STALL.dividedBy(2));
        opened.get(0).accept();
        turns(1);
        opened.get(0).acknowledge(0);
        opened.get(0).acknowledge(1);

        // When
        opened.get(0).refuse(Kind.NOT_NOW);
        turns(1);
        clock.advance(STALL.dividedBy(2));
        turns(1);

        // Then
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).isClosed()).isFalse();
    }

    @Test
    void turn_backsOff_whenNoTransportCanBeOpened_andNeverGivesUp() throws Exception {
        // Given
        openingsToRefuse = 8;
        offer("m-1");

        // When
        turns(9);

        // Then
        assertThat(pauses.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(opened.get(0).sentKeys()).containsExactly("movie:m-1");
        assertThat(log.get(0)).contains("no such host").contains("1 events").contains("goes on trying");
        assertThat(log).as("one per 30 s").hasSizeBetween(3, 4);
    }

    @Test
    void failure_replacesTheClient_andSendsEverythingUnacknowledgedAgain_inOrder() throws Exception {
        // Given
        List<CompletableFuture<Published>> events = offerMovies(4);
        turns(4);
        opened.get(0).acknowledge(1);

        // When
        opened.get(0).fail(0, Kind.BROKEN);
        turnsAcknowledging(3);

        // Then
        assertThat(opened).hasSize(2);
        assertThat(opened.get(0).isClosed()).isTrue();
        assertThat(opened.get(1).sentKeys()).containsExactly("movie:m-1", "movie:m-3", "movie:m-4");
        assertThat(events).allMatch(CompletableFuture::isDone);
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(4).acknowledged(4).metrics());
    }

    @Test
    void failure_closesTheClientAtOnce_soThatNothingOvertakesTheFailedEvent() throws Exception {
        // Given
        offerMovies(2);
        turns(2);

        // When
        opened.get(0).fail(0, Kind.BROKEN);

        // Then
        assertThat(opened.get(0).isClosed()).isTrue();
    }

    @Test
    void failure_ofAReplacedClient_isIgnored_butItsAcknowledgementCounts() throws Exception {
        // Given
        List<CompletableFuture<Published>> events = offerMovies(2);
        turns(2);
        opened.get(0).fail(0, Kind.BROKEN);
        turns(1);

        // When
        opened.get(0).fail(1, Kind.BROKEN);
        opened.get(0).acknowledge(0);
        turns(1);

        // Then
        assertThat(opened).hasSize(2);
        assertThat(events.get(0)).isCompleted();
        assertThat(events.get(1)).isNotDone();
        assertThat(opened.get(1).sentKeys()).containsExactly("movie:m-1", "movie:m-2");
    }

    @Test
    void tooLarge_rejectsThatEventOnly() throws Exception {
        // Given
        List<CompletableFuture<Published>> events = offerMovies(3);
        turns(3);

        // When
        opened.get(0).fail(1, Kind.TOO_LARGE);
        opened.get(0).acknowledge(0);
        opened.get(0).acknowledge(2);

        // Then
        assertThat(reasonOf(events.get(1))).isEqualTo(Reason.TOO_LARGE);
        assertThat(events.get(0)).isCompleted();
        assertThat(events.get(2)).isCompleted();
        assertThat(opened.get(0).isClosed()).isFalse();
    }

    @Test
    void tooLarge_beforeTheHandOver_rejectsThatEventOnly() throws Exception {
        // Given
        offer("m-1");
        turns(1);
        CompletableFuture<Published> large = offer("large");
        opened.get(0).refuse(Kind.TOO_LARGE);
        turns(1);

        // When
        opened.get(0).accept();
        offer("m-2");
        turns(1);

        // Then
        assertThat(reasonOf(large)).isEqualTo(Reason.TOO_LARGE);
        assertThat(opened.get(0).sentKeys()).containsExactly("movie:m-1", "movie:m-2");
    }

    @Test
    void refusal_ofABatch_sendsItsEventsAlone_andRejectsTheCulpritOnly() throws Exception {
        // Given
        List<CompletableFuture<Published>> events = offerMovies(3);
        turns(3);
        opened.get(0).fail(0, Kind.REFUSED);
        turns(1);
        opened.get(1).acknowledge(0);
        turns(1);

        // When
        opened.get(1).fail(1, Kind.REFUSED);
        turns(1);
        opened.get(1).acknowledge(2);

        // Then
        assertThat(reasonOf(events.get(1))).isEqualTo(Reason.DELIVERY_FAILED);
        assertThat(events.get(0)).isCompleted();
        assertThat(events.get(2)).isCompleted();
        assertThat(opened).hasSize(2);
    }

    @Test
    void refusal_duringAHandOver_isNotTakenForAClosedClient() throws Exception {
        // Given
        offerMovies(2);
        turns(1);
        opened.get(0).beforeSend(() -> opened.get(0).fail(0, Kind.REFUSED));
        turns(2);

        // When
        queue.wakeSender();
        turns(1);

        // Then
        assertThat(log).singleElement().asString().contains("told to fail");
        assertThat(opened.get(1).sentKeys()).as("alone").containsExactly("movie:m-1");
    }

    @Test
    void refusal_letsTheNextWait_whileOneIsAlone() throws Exception {
        // Given
        offerMovies(2);
        turns(2);
        opened.get(0).fail(0, Kind.REFUSED);
        turns(1);

        // When
        queue.wakeSender();
        turns(1);

        // Then
        assertThat(opened.get(1).sentKeys()).containsExactly("movie:m-1");
    }

    @Test
    void stall_replacesTheClientAtOnce() throws Exception {
        // Given
        offerMovies(2);
        turns(2);

        // When
        clock.advance(STALL);
        turns(2);

        // Then
        assertThat(opened).hasSize(2);
        assertThat(opened.get(1).sentKeys()).containsExactly("movie:m-1", "movie:m-2");
        assertThat(pauses).allMatch(pause -> pause.isNegative() || pause.isZero());
    }

    @Test
    void stall_ofTheSameEventAgain_sendsEventsAlone() throws Exception {
        // Given
        offerMovies(2);
        turns(2);
        clock.advance(STALL);
        turns(2);

        // When
        clock.advance(STALL);
        turns(1);
        queue.wakeSender();
        turns(1);

        // Then
        assertThat(opened).hasSize(3);
        assertThat(opened.get(2).sentKeys()).containsExactly("movie:m-1");
    }

    @Test
    void backoff_beginsAnew_afterAnAcknowledgement() throws Exception {
        // Given
        openingsToRefuse = 3;
        offerMovies(2);
        turns(5);
        opened.get(0).acknowledge(0);
        pauses.clear();

        // When
        opened.get(0).fail(1, Kind.BROKEN);
        turns(1);

        // Then
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void run_survivesErrorsOfTheHost() throws Exception {
        // Given
        List<String> openings = new ArrayList<>();
        Sender unlucky = new Sender(
                queue,
                () -> {
                    openings.add("opening");
                    if (openings.size() == 1) {
                        throw new NoClassDefFoundError("missing");
                    }
                    return FakeTransport.acknowledgeAll();
                },
                STALL,
                queue,
                new Warnings(log::add, clock),
                clock,
                this::pause);
        CompletableFuture<Published> future = offer("m-1");
        CompletableFuture<Void> stopping = future.thenRun(unlucky::stop);

        // When
        unlucky.run();

        // Then
        assertThat(stopping).isCompleted();
        assertThat(log).singleElement().asString().contains("NoClassDefFoundError: missing");
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(1).acknowledged(1).metrics());
    }

    @Test
    void run_survivesErrors_whileItRecoversFromOne_andLosesNothing() throws Exception {
        // Given
        List<String> openings = new ArrayList<>();
        Sender unlucky = new Sender(
                queue,
                () -> {
                    openings.add("opening");
                    return openings.size() == 1 ? failingEvenToClose() : FakeTransport.acknowledgeAll();
                },
                STALL,
                queue,
                new Warnings(log::add, clock),
                clock,
                this::pause);
        CompletableFuture<Published> future = offer("m-1");
        CompletableFuture<Void> stopping = future.thenRun(unlucky::stop);

        // When
        unlucky.run();

        // Then
        assertThat(stopping).isCompleted();
        assertThat(pauses).as("no busy loop").startsWith(Duration.ofMillis(100), Duration.ofMillis(100));
        assertThat(queue.snapshot())
                .isEqualTo(new Counts().offered(1).acknowledged(1).metrics());
    }

    @Test
    void run_closesTheClient_whenStopped() throws Exception {
        // Given
        offer("m-1");
        turns(1);
        sender.stop();

        // When
        sender.run();

        // Then
        assertThat(opened.get(0).isClosed()).isTrue();
    }

    private CompletableFuture<Published> offer(String id) {
        return queue.offer(encodedMovie(id));
    }

    private List<CompletableFuture<Published>> offerMovies(int count) {
        List<CompletableFuture<Published>> events = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            events.add(offer("m-" + i));
        }
        return events;
    }

    private void turns(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            sender.turn();
        }
    }

    /** After each turn, acknowledges what it sent. */
    private void turnsAcknowledging(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            sender.turn();
            FakeTransport newest = opened.get(opened.size() - 1);
            newest.acknowledge(newest.sentKeys().size() - 1);
        }
    }

    private Transport open() throws TransportException {
        if (openingsToRefuse > 0) {
            openingsToRefuse--;
            throw new TransportException(Kind.BROKEN, "no such host", null);
        }
        opened.add(new FakeTransport());
        return opened.get(opened.size() - 1);
    }

    private static Transport failingEvenToClose() {
        return new Transport() {
            @Override
            public void send(EncodedEvent event, Delivery delivery) {
                throw new NoClassDefFoundError("missing");
            }

            @Override
            public void close() {
                throw new NoClassDefFoundError("missing as well");
            }
        };
    }

    private void pause(Duration pause) {
        pauses.add(pause);
        clock.advance(pause.isNegative() ? Duration.ZERO : pause);
    }
}
