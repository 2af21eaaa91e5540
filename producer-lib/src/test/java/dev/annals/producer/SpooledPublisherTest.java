package dev.annals.producer;

import static dev.annals.producer.TestPublishers.movie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.TransportException.Kind;
import dev.annals.producer.spool.SpoolLimits;
import dev.annals.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publisher with a spool on a real disk, on a broker that exists in the test only. */
class SpooledPublisherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final List<EventPublisher> publishers = new ArrayList<>();

    @AfterEach
    void close() {
        publishers.forEach(publisher -> publisher.close(Duration.ZERO));
    }

    @Test
    void publish_endsAsSpooled_withoutABroker_andTheNumbersAddUp() {
        // Given
        EventPublisher publisher = withoutBroker(spool());

        // When
        Published published = publisher.publish(movie("m-1")).join();

        // Then
        assertThat(published.spooled()).isTrue();
        assertThat(publisher.flush(PATIENCE)).isTrue();
        PublisherMetrics metrics = publisher.metrics();
        assertThat(metrics).matches(Counts::addUp);
        assertThat(metrics.queued()).isZero();
        assertThat(metrics.spool().events()).isEqualTo(1);
        assertThat(metrics.spool().bytes()).isPositive();
    }

    @Test
    void publish_reachesKafkaThroughTheSpool_andNothingStaysOnDisk() throws IOException {
        // Given
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher publisher = start(builder(spool()), () -> broker);

        // When
        List<String> keys = publish(publisher, 0, 1_000);
        publisher.close();

        // Then
        assertThat(broker.sentKeys()).isEqualTo(keys);
        PublisherMetrics metrics = publisher.metrics();
        assertThat(metrics.offered()).isEqualTo(1_000);
        assertThat(metrics.acknowledged()).isEqualTo(1_000);
        assertThat(metrics.spool().events()).isZero();
        assertThat(segments(spool())).isEmpty();
    }

    @Test
    void outage_rejectsNothing_howeverSmallTheQueueIs_andAllArriveInOrder() {
        // Given
        FakeTransport broker = FakeTransport.acknowledgeAll();
        broker.refuse(Kind.NOT_NOW);
        EventPublisher publisher =
                start(builder(spool()).queueMaxEvents(100).deliveryTimeout(Duration.ofMillis(1)), () -> broker);
        List<String> keys = new ArrayList<>();
        while (keys.size() < 2_000) {
            if (publisher.metrics().queued() < 100) {
                keys.add("movie:m-" + keys.size());
                publisher.publish(movie("m-" + (keys.size() - 1)));
            }
        }
        assertThat(publisher.flush(PATIENCE)).isTrue();
        assertThat(publisher.metrics().spool().events()).isEqualTo(2_000);

        // When
        broker.accept();
        Eventually.succeeds(() -> assertThat(publisher.metrics().acknowledged()).isEqualTo(2_000));

        // Then
        assertThat(broker.sentKeys()).isEqualTo(keys);
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    @Test
    void crash_losesNothingThatWasSpooled_andTheNextPublisherSendsItInOrder() throws IOException {
        // Given
        EventPublisher killed = withoutBroker(spool());
        List<String> keys = publish(killed, 0, 500);
        killed.flush(PATIENCE);
        Path found = afterACrash();

        // When
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher next = start(builder(found), () -> broker);
        keys.addAll(publish(next, 500, 600));
        next.close();

        // Then
        assertThat(broker.sentKeys()).isEqualTo(keys);
        assertThat(next.metrics()).matches(Counts::addUp);
        assertThat(next.metrics().spool().adopted()).isEqualTo(500);
    }

    @Test
    void crash_sendsOnlyWhatWasNotAcknowledged() throws IOException {
        // Given
        FakeTransport first = new FakeTransport();
        EventPublisher killed = start(builder(spool()), () -> first);
        List<String> keys = publish(killed, 0, 10);
        Eventually.succeeds(() -> assertThat(first.sentKeys()).hasSize(10));
        for (int i = 0; i < 4; i++) {
            first.acknowledge(i);
        }
        killed.close(Duration.ZERO);

        // When
        FakeTransport second = FakeTransport.acknowledgeAll();
        EventPublisher next = start(builder(spool()), () -> second);
        next.close();

        // Then
        assertThat(second.sentKeys()).isEqualTo(keys.subList(4, 10)).hasSize(6);
        assertThat(killed.metrics()).matches(Counts::addUp);
        assertThat(killed.metrics().spool().events()).isEqualTo(6);
    }

    @Test
    void damage_isCountedAndLogged_andTheRestIsSent() throws IOException {
        // Given
        EventPublisher killed = withoutBroker(spool());
        publish(killed, 0, 3);
        killed.flush(PATIENCE);
        Path found = afterACrash();
        Path segment = segments(found).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 4;
        Files.write(segment, bytes);

        // When
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher next = start(builder(found), () -> broker);
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).hasSize(2));
        next.close();

        // Then
        assertThat(broker.sentKeys()).containsExactly("movie:m-0", "movie:m-2");
        assertThat(next.metrics()).matches(Counts::addUp);
        assertThat(next.metrics().spool().damaged()).isEqualTo(1);
        assertThat(next.metrics().rejected(Reason.SPOOL_DAMAGED)).isEqualTo(1);
    }

    @Test
    void cap_givesUpTheOldest_countsThem_andKeepsTheRest() throws IOException {
        // Given
        FakeTransport broker = FakeTransport.acknowledgeAll();
        broker.refuse(Kind.NOT_NOW);
        EventPublisher publisher =
                start(builder(spool()).spoolMaxBytes(SpoolLimits.MIN_BYTES).queueMaxEvents(10), () -> broker);
        String noise = "x".repeat(10_000);
        for (int i = 0; i < 200; i++) {
            publisher.publish(movie("m-" + i).metadata(Map.of("noise", noise))).join();
        }
        PublisherMetrics full = publisher.metrics();

        // When
        broker.accept();
        Eventually.succeeds(
                () -> assertThat(publisher.metrics().spool().events()).isZero());

        // Then
        long givenUp = full.rejected(Reason.SPOOL_FULL);
        assertThat(givenUp).isBetween(90L, 150L);
        assertThat(full).matches(Counts::addUp);
        assertThat(full.spool().bytes()).isLessThanOrEqualTo(SpoolLimits.MIN_BYTES);
        assertThat(broker.sentKeys()).hasSize((int) (200 - givenUp)).endsWith("movie:m-198", "movie:m-199");
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    @Test
    void directoryThatCannotBeMade_keepsEventsInMemory_untilItCan() throws IOException {
        // Given
        Files.writeString(spool(), "a file is in the way");
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher publisher = start(builder(spool()), () -> broker);
        Published inMemory = publisher.publish(movie("m-1")).join();
        assertThat(inMemory.spooled()).isFalse();
        assertThat(publisher.metrics().spool().failures()).isPositive();

        // When
        Files.delete(spool());

        // Then
        Eventually.succeeds(() ->
                assertThat(publisher.publish(movie("m-2")).join().spooled()).isTrue());
        assertThat(publisher.metrics()).matches(Counts::addUp);
        assertThat(publisher.metrics().rejected().values()).containsOnly(0L);
    }

    @Test
    void directoryThatIsRemoved_isMadeAnew_andNothingIsLost() throws IOException {
        // Given
        FakeTransport broker = new FakeTransport();
        EventPublisher publisher = start(builder(spool()), () -> broker);
        publish(publisher, 0, 10);
        publisher.flush(PATIENCE);

        // When
        deleteAll(spool());
        publish(publisher, 10, 20);

        // Then
        assertThat(publisher.flush(Duration.ofMillis(200)))
                .as("the first ten are nowhere safe")
                .isFalse();
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).hasSize(20));
        for (int i = 0; i < 10; i++) {
            broker.acknowledge(i);
        }
        assertThat(publisher.flush(PATIENCE)).isTrue();
        for (int i = 10; i < 20; i++) {
            broker.acknowledge(i);
        }
        assertThat(publisher.metrics().acknowledged()).isEqualTo(20);
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    @Test
    void twoPublishers_shareADirectory_andTheNextTakesWhatBothLeft() {
        // Given
        EventPublisher first = withoutBroker(spool());
        EventPublisher second = withoutBroker(spool());
        List<String> keys = publish(first, 0, 5);
        first.flush(PATIENCE);
        keys.addAll(publish(second, 5, 9));
        second.flush(PATIENCE);
        first.close(Duration.ZERO);
        second.close(Duration.ZERO);

        // When
        FakeTransport broker = FakeTransport.acknowledgeAll();
        EventPublisher next = start(builder(spool()), () -> broker);
        Eventually.succeeds(() -> assertThat(next.metrics().acknowledged()).isEqualTo(9));

        // Then
        assertThat(broker.sentKeys()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(next.metrics().spool().adopted()).isEqualTo(9);
    }

    @Test
    void refusal_byTheBroker_isCounted_leavesTheSpool_andIsTold() {
        // Given
        FakeTransport broker = new FakeTransport();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        EventPublisher publisher = start(
                builder(spool())
                        .refusedAfterSpooling((event, refusal) ->
                                told.add(event.resource().id() + " " + refusal.reason() + " " + refusal.getMessage())),
                () -> broker);
        publish(publisher, 0, 2);
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).hasSize(2));

        // When
        broker.fail(0, Kind.TOO_LARGE);
        broker.acknowledge(1);

        // Then
        assertThat(publisher.metrics().rejected(Reason.TOO_LARGE)).isEqualTo(1);
        assertThat(publisher.metrics().acknowledged()).isEqualTo(1);
        assertThat(publisher.metrics().spool().events()).isZero();
        Eventually.succeeds(() -> assertThat(told).singleElement().asString().startsWith("m-0 TOO_LARGE event "));
    }

    @Test
    void whatTheSpoolGivesUp_isNotToldToTheListener() throws IOException {
        // Given
        FakeTransport broker = new FakeTransport();
        Queue<Reason> told = new ConcurrentLinkedQueue<>();
        EventPublisher publisher = start(
                builder(spool())
                        .spoolMaxBytes(SpoolLimits.MIN_BYTES)
                        .refusedAfterSpooling((event, refusal) -> told.add(refusal.reason())),
                () -> broker);
        String noise = "x".repeat(10_000);
        for (int i = 0; i < 200; i++) {
            publisher.publish(movie("m-" + i).metadata(Map.of("noise", noise))).join();
        }
        assertThat(publisher.metrics().rejected(Reason.SPOOL_FULL)).isPositive();

        // When
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).contains("movie:m-199"));
        broker.fail(broker.sentKeys().indexOf("movie:m-199"), Kind.TOO_LARGE);

        // Then
        Eventually.succeeds(() -> assertThat(told).containsExactly(Reason.TOO_LARGE));
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    @Test
    void timeout_doesNotPromiseAnEnd_withASpool() throws IOException {
        // Given
        Files.writeString(spool(), "a file is in the way");
        EventPublisher publisher = withoutBroker(spool());

        // When, Then
        assertThatThrownBy(() -> publisher.publishAndWait(movie("m-1"), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("once it is on disk")
                .hasMessageNotContaining("PT2M");
    }

    @Test
    void listenerThatThrows_harmsNobody() {
        // Given
        FakeTransport broker = new FakeTransport();
        EventPublisher publisher = start(
                builder(spool()).refusedAfterSpooling((event, refusal) -> {
                    throw new IllegalStateException("of the listener");
                }),
                () -> broker);
        publish(publisher, 0, 2);
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).hasSize(2));

        // When
        broker.fail(0, Kind.TOO_LARGE);
        broker.acknowledge(1);

        // Then
        publish(publisher, 2, 3);
        Eventually.succeeds(() -> assertThat(broker.sentKeys()).hasSize(3));
        assertThat(publisher.metrics()).matches(Counts::addUp);
    }

    private Path spool() {
        return temporary.resolve("spool");
    }

    /** What the next process finds is what is on disk now; the publisher goes on elsewhere. */
    private Path afterACrash() throws IOException {
        Path copy = temporary.resolve("after-crash");
        List<Path> all;
        try (Stream<Path> files = Files.walk(spool())) {
            all = files.sorted().toList();
        }
        for (Path file : all) {
            Files.copy(file, copy.resolve(spool().relativize(file).toString()));
        }
        return copy;
    }

    private static void deleteAll(Path tree) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(tree)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".segment")).toList();
        }
    }

    private static List<String> publish(EventPublisher publisher, int from, int to) {
        List<String> keys = new ArrayList<>();
        List<CompletableFuture<Published>> futures = new ArrayList<>();
        for (int i = from; i < to; i++) {
            keys.add("movie:m-" + i);
            futures.add(publisher.publish(movie("m-" + i)));
        }
        assertThat(futures).allSatisfy(future -> assertThat(future.join()).isNotNull());
        return keys;
    }

    private static EventPublisherBuilder builder(Path spool) {
        return TestPublishers.builder().spoolDirectory(spool);
    }

    private EventPublisher withoutBroker(Path spool) {
        return start(builder(spool), () -> {
            throw new TransportException(Kind.BROKEN, "no broker", null);
        });
    }

    private EventPublisher start(EventPublisherBuilder builder, Transport.Factory transports) {
        EventPublisher publisher = builder.build(transports);
        publishers.add(publisher);
        return publisher;
    }
}
