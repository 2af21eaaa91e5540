package dev.annals.producer;

import static dev.annals.producer.EventQueueTest.reasonOf;
import static dev.annals.producer.TestPublishers.movie;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.InvalidEventException;
import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.TransportException.Kind;
import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The publisher with its own threads, on a broker that exists in the test only. */
class EventPublisherTest {

    private final FakeTransport transport = new FakeTransport();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<EventPublisher> publishers = new ArrayList<>();

    @AfterEach
    void close() {
        release.countDown();
        publishers.forEach(publisher -> publisher.close(Duration.ZERO));
    }

    @Test
    void publish_endsAsPublished() throws Exception {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        Event event = movie("m-1").toEvent();

        // When
        CompletableFuture<Published> future = publisher.publish(event);

        // Then
        assertThat(future.get()).isEqualTo(new Published(event.id(), 0, 0));
        assertThat(publisher.metrics())
                .isEqualTo(new Counts().offered(1).acknowledged(1).metrics());
    }

    @Test
    void publish_neverCompletesAFutureOnKafkasThread() throws Exception {
        // Given
        EventPublisher publisher = publisher(transport);
        CompletableFuture<String> thread = publisher
                .publish(movie("m-1"))
                .thenApply(published -> Thread.currentThread().getName());
        Eventually.succeeds(() -> assertThat(transport.sentKeys()).hasSize(1));

        // When
        transport.acknowledge(0);

        // Then
        assertThat(thread.get()).isEqualTo("annals-callbacks-1{localhost:9092, events}");
    }

    @Test
    void publish_rejectsWithEveryViolation_whenTheDraftIsInvalid() {
        // Given
        EventPublisher publisher = publisher(transport);

        // When
        CompletableFuture<Published> future =
                publisher.publish(Event.draft("Media", "added").resource("movie", ""));

        // Then
        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(EventRejectedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.INVALID);
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    InvalidEventException.class,
                                    cause -> assertThat(cause.violations())
                                            .extracting("field")
                                            .containsExactlyInAnyOrder("category", "type", "resource_id"));
                });
        assertThat(publisher.metrics())
                .isEqualTo(new Counts().offered(1).rejected(Reason.INVALID, 1).metrics());
    }

    @Test
    void publish_rejectsHostileDrafts_andThrowsNothing() {
        // Given
        EventPublisher publisher = publisher(transport);
        Map<String, Object> itself = new HashMap<>();
        itself.put("itself", itself);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        Map<String, Object> throwing = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new UnsupportedOperationException("hostile");
            }
        };
        Object unprintable = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("hostile");
            }
        };

        // When
        List<CompletableFuture<Published>> futures = List.of(
                publisher.publish(movie("m-1").metadata(itself)),
                publisher.publish(movie("m-1").metadata(Map.of("endless", endless))),
                publisher.publish(movie("m-1").metadata(throwing)),
                publisher.publish(movie("m-1").metadata(Map.of("unprintable", unprintable))),
                publisher.publish(movie("m-1").metadata(Map.of("large", "x".repeat(70_000)))));

        // Then
        assertThat(futures).allMatch(future -> reasonOf(future) == Reason.INVALID);
        assertThat(publisher.metrics().rejected(Reason.INVALID)).isEqualTo(5);
    }

    @Test
    void publish_takesASnapshot() {
        // Given
        Map<String, Object> metadata = new HashMap<>(Map.of("title", "Heat"));
        EventDraft draft = movie("m-1").metadata(metadata);
        EncodedEvent[] sent = new EncodedEvent[1];
        EventPublisher recording = publisher(new Transport() {
            @Override
            public void send(EncodedEvent event, Delivery delivery) {
                sent[0] = event;
                delivery.acknowledged(0, 0);
            }

            @Override
            public void close() {}
        });

        // When
        CompletableFuture<Published> future = recording.publish(draft);
        metadata.put("title", "Ronin");

        // Then
        future.join();
        assertThat(new String(sent[0].value(), UTF_8)).contains("Heat");
    }

    @Test
    void publish_throwsForNullOnly() {
        // Given
        EventPublisher publisher = publisher(transport);

        // When / Then
        assertThatThrownBy(() -> publisher.publish((EventDraft) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> publisher.publish((Event) null)).isInstanceOf(NullPointerException.class);
        assertThat(publisher.metrics().offered()).isZero();
    }

    @Test
    void publish_works_onAnInterruptedThread() throws Exception {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        Thread.currentThread().interrupt();

        // When
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(future.get().offset()).isZero();
    }

    @Test
    void publish_keepsTheOrder() {
        // Given
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher publisher = publisher(broker);

        // When
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add("movie:m-" + i);
            publisher.publish(movie("m-" + i));
        }

        // Then
        assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();
        assertThat(broker.sentKeys()).isEqualTo(keys);
    }

    @Test
    void publish_goesOn_whenCallbacksBlockForEver() throws Exception {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        for (int i = 0; i < 3; i++) {
            publisher.publish(movie("m-" + i)).thenAccept(published -> blockUnlessHere());
        }

        // When
        CompletableFuture<Published> future = publisher.publish(movie("other"));

        // Then
        assertThat(future.get().id()).isNotNull();
    }

    @Test
    void publish_rejectsAsQueueFull_whenCallbacksAreStuckForLong_soThatMemoryStaysBounded() {
        // Given
        EventPublisher publisher = start(TestPublishers.builder().queueMaxEvents(50), FakeTransport::acknowledgeAll);

        // When
        Eventually.succeeds(() -> {
            for (int i = 0; i < 1_000; i++) {
                publisher.publish(movie("m-1")).thenAccept(published -> blockUnlessHere());
            }
            CompletableFuture<Published> newest = publisher.publish(movie("m-1"));
            assertThat(newest).isCompletedExceptionally();
            assertThatThrownBy(newest::join).hasMessageContaining("their futures wait");
        });

        // Then
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    @Test
    void publish_goesOn_whenCallbacksThrow() throws Exception {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        CompletableFuture<Void> throwing = publisher.publish(movie("m-1")).thenAccept(published -> {
            throw new IllegalStateException("the host's");
        });

        // When
        CompletableFuture<Published> future = publisher.publish(movie("m-2"));

        // Then
        assertThat(future.get()).isNotNull();
        assertThatThrownBy(throwing::get).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void publish_failsAfterTheDeliveryTimeout_howeverStuckTheSenderIs() {
        // Given
        Duration timeout = Duration.ofMillis(300);
        EventPublisher publisher = start(TestPublishers.builder().deliveryTimeout(timeout), this::stuckOpening);
        long start = System.nanoTime();

        // When
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));

        // Then
        assertThat(reasonOf(future)).isEqualTo(Reason.DELIVERY_FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, timeout.plusMillis(1_500));
        assertThatThrownBy(future::join).hasMessageContaining("PT0.3S").hasMessageContaining("deliveryTimeout");
    }

    @Test
    void acknowledgement_changesNothing_whenItIsLate() {
        // Given
        EventPublisher publisher =
                start(TestPublishers.builder().deliveryTimeout(Duration.ofMillis(200)), () -> transport);
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));
        assertThat(reasonOf(future)).isEqualTo(Reason.DELIVERY_FAILED);

        // When
        transport.acknowledge(0);

        // Then
        assertThat(publisher.metrics())
                .isEqualTo(new Counts()
                        .offered(1)
                        .rejected(Reason.DELIVERY_FAILED, 1)
                        .metrics());
        assertThat(reasonOf(future)).isEqualTo(Reason.DELIVERY_FAILED);
    }

    @Test
    void publishAndWait_returnsWherePublished() throws Exception {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());

        // When
        Published published = publisher.publishAndWait(movie("m-1"), Duration.ofSeconds(30));

        // Then
        assertThat(published.offset()).isZero();
    }

    @Test
    void publishAndWait_throwsTheRejection_withTheCallersStackTrace() {
        // Given
        EventPublisher publisher = publisher(transport);

        // When / Then
        assertThatThrownBy(() -> publisher.publishAndWait(movie(" "), Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(EventRejectedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.INVALID);
                    assertThat(e.getStackTrace())
                            .extracting(StackTraceElement::getClassName)
                            .contains(EventPublisherTest.class.getName());
                });
    }

    @Test
    void publishAndWait_saysThatTheEventIsStillOnItsWay_whenItTakesTooLong() {
        // Given
        EventPublisher publisher = publisher(transport);

        // When / Then
        assertThatThrownBy(() -> publisher.publishAndWait(movie("m-1"), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("PT0.001S")
                .hasMessageContaining("still on its way");
        assertThat(publisher.metrics().queued()).isEqualTo(1);
    }

    @Test
    void flush_looksOnlyAtWhatIsQueued_notAtWhatWasRejectedBefore() {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        CompletableFuture<Published> invalid = publisher.publish(movie(" "));
        publisher.publish(movie("m-1"));

        // When
        boolean flushed = publisher.flush(Duration.ofSeconds(30));

        // Then
        assertThat(reasonOf(invalid)).isEqualTo(Reason.INVALID);
        assertThat(flushed).isTrue();
    }

    @Test
    void flush_isFalse_andTheFlagStays_whenInterrupted() {
        // Given
        EventPublisher publisher = publisher(transport);
        publisher.publish(movie("m-1"));
        Thread.currentThread().interrupt();

        // When
        boolean flushed = publisher.flush(Duration.ofSeconds(30));

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flushed).isFalse();
    }

    @Test
    void close_waitsForAcknowledgements() {
        // Given
        EventPublisher publisher = publisher(transport);
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));
        Eventually.succeeds(() -> assertThat(transport.sentKeys()).hasSize(1));
        CompletableFuture<Void> acknowledging = CompletableFuture.runAsync(() -> transport.acknowledge(0));

        // When
        publisher.close();

        // Then
        acknowledging.join();
        assertThat(future).isCompleted();
        Eventually.succeeds(() -> assertThat(transport.isClosed()).isTrue());
    }

    @Test
    void close_rejectsWhatIsLeft_andEverythingLater() {
        // Given
        EventPublisher publisher = publisher(transport);
        CompletableFuture<Published> left = publisher.publish(movie("m-1"));

        // When
        publisher.close(Duration.ofMillis(10));

        // Then
        CompletableFuture<Published> later = publisher.publish(movie("m-2"));
        assertThat(reasonOf(left)).isEqualTo(Reason.CLOSED);
        assertThatThrownBy(left::join).hasMessageContaining("PT0.01S").hasMessageContaining("closeTimeout");
        assertThat(reasonOf(later)).isEqualTo(Reason.CLOSED);
        assertThat(publisher.metrics())
                .isEqualTo(new Counts().offered(2).rejected(Reason.CLOSED, 2).metrics());
    }

    @Test
    void close_returnsInTime_inEveryState_andTheThreadsEnd() {
        // Given
        Duration limit = Duration.ofMillis(200);
        EventPublisher idle = publisher(transport);
        EventPublisher stuckOpening = start(TestPublishers.builder(), this::stuckOpening);
        EventPublisher noBroker = start(TestPublishers.builder(), () -> {
            throw new TransportException(Kind.BROKEN, "no such host", null);
        });
        EventPublisher full = start(TestPublishers.builder().queueMaxEvents(10), FakeTransport::new);
        EventPublisher blockedCallbacks = publisher(FakeTransport.acknowledgeAll());
        stuckOpening.publish(movie("m-1"));
        noBroker.publish(movie("m-1"));
        for (int i = 0; i < 20; i++) {
            full.publish(movie("m-" + i));
            blockedCallbacks.publish(movie("m-" + i)).thenAccept(published -> blockUnlessHere());
        }

        for (EventPublisher publisher : List.of(idle, stuckOpening, noBroker, full, blockedCallbacks)) {
            long start = System.nanoTime();

            // When
            publisher.close(limit);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit.plusSeconds(1));
            assertThat(publisher.metrics()).matches(Counts::addUp).matches(metrics -> metrics.queued() == 0);
        }
        release.countDown();
        Eventually.succeeds(() -> assertThat(threads("events")).isEmpty());
    }

    @Test
    void close_drainsAndKeepsTheFlag_onAnInterruptedThread() {
        // Given
        EventPublisher publisher = publisher(transport);
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));
        Eventually.succeeds(() -> assertThat(transport.sentKeys()).hasSize(1));
        Thread closer = Thread.currentThread();
        CompletableFuture<Void> acknowledging = CompletableFuture.runAsync(() -> {
            Eventually.succeeds(() -> assertThat(closer.getState()).isEqualTo(Thread.State.TIMED_WAITING));
            transport.acknowledge(0);
        });
        closer.interrupt();

        // When
        publisher.close(Duration.ofSeconds(30));

        // Then
        assertThat(Thread.interrupted()).isTrue();
        acknowledging.join();
        assertThat(future).isCompleted();
    }

    @Test
    void close_isHarmless_theSecondTime_andFromACallback() {
        // Given
        EventPublisher publisher = publisher(FakeTransport.acknowledgeAll());
        CompletableFuture<Void> closing =
                publisher.publish(movie("m-1")).thenRun(() -> publisher.close(Duration.ofSeconds(1)));
        closing.join();

        // When
        publisher.close();

        // Then
        assertThat(publisher.metrics())
                .isEqualTo(new Counts().offered(1).acknowledged(1).metrics());
    }

    @Test
    void names_tellWhereItPublishes() {
        // Given
        EventPublisher publisher = start(TestPublishers.builder().topicPrefix("names-"), () -> transport);

        // When
        List<String> threads = threads("names-events");

        // Then
        assertThat(publisher).hasToString("annals-publisher{localhost:9092, names-events}");
        assertThat(threads)
                .containsExactlyInAnyOrder(
                        "annals-callbacks-1{localhost:9092, names-events}",
                        "annals-housekeeper{localhost:9092, names-events}",
                        "annals-sender{localhost:9092, names-events}");
    }

    @Test
    void build_returnsAtOnce_andOpensNothing() {
        // Given
        List<Transport> opened = new ArrayList<>();
        List<Duration> built = new ArrayList<>(); // a busy machine can only make it slower

        // When
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            start(TestPublishers.builder(), () -> {
                opened.add(transport);
                return transport;
            });
            built.add(Duration.ofNanos(System.nanoTime() - start));
        }

        // Then
        assertThat(built).anyMatch(time -> time.compareTo(Duration.ofMillis(100)) < 0);
        assertThat(publishers).allMatch(publisher -> publisher.metrics().equals(new Counts().metrics()));
        assertThat(opened).isEmpty();
    }

    private EventPublisher publisher(Transport to) {
        return start(TestPublishers.builder(), () -> to);
    }

    private EventPublisher start(EventPublisherBuilder builder, Transport.Factory transports) {
        EventPublisher publisher = builder.build(transports);
        publishers.add(publisher);
        return publisher;
    }

    /** As a name look-up can be: deaf to interrupts. */
    private Transport stuckOpening() throws TransportException {
        Uninterrupted.await(Duration.ofMinutes(1), nanos -> release.await());
        throw new TransportException(Kind.BROKEN, "released", null);
    }

    /** A future that has completed already runs its callback on the test's thread. */
    private void blockUnlessHere() {
        if (Thread.currentThread().getName().startsWith("annals-callbacks")) {
            Uninterrupted.await(Duration.ofMinutes(1), nanos -> release.await());
        }
    }

    private static List<String> threads(String topic) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("annals-") && name.endsWith(", " + topic + "}"))
                .toList();
    }
}
