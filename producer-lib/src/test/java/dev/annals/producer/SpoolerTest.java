package dev.annals.producer;

import static dev.annals.producer.TestPublishers.encodedMovie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventRejectedException.Reason;
import dev.annals.producer.spool.FaultyDisk;
import dev.annals.producer.spool.FaultyDisk.Act;
import dev.annals.producer.spool.SpoolLimits;
import dev.annals.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool's loop, a turn at a time, on a disk with faults and a clock that stands still. */
class SpoolerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private final FakeClock clock = new FakeClock();
    private final CallbackThreads callbacks = new CallbackThreads(new Label("localhost:9092", "events"));
    private final List<String> warnings = new ArrayList<>();
    private final List<Spooled> open = new ArrayList<>();

    @AfterEach
    void close() {
        disk.heal();
        open.forEach(Spooled::close);
    }

    @Test
    void backlog_isSentOn_whileTheDiskCanOnlyBeRead() throws Exception {
        // Given
        Spooled before = spooled(10);
        before.offer(0, 30);
        before.turn();
        before.turn();
        before.close();
        Spooled spooled = spooled(10);
        spooled.turn();
        assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(10);
        disk.turnReadOnly();

        // When
        for (int sent = 0; sent < 30; sent += spooled.acknowledgeAll()) {
            clock.advance(Duration.ofMillis(200));
            spooled.turn();
            assertThat(clock.getAsLong())
                    .as("time passed")
                    .isLessThan(SECOND.multipliedBy(10).toNanos());
        }

        // Then
        assertThat(spooled.metrics().acknowledged()).isEqualTo(30);
        assertThat(spooled.metrics().spool().failures()).isPositive();
        assertThat(spooled.metrics()).matches(Counts::addUp);
    }

    @Test
    void newEvents_areWritten_whenOnlyWhatHasEndedCannotBe() throws Exception {
        // Given
        Spooled spooled = spooled(10);
        spooled.offer(0, 1);
        spooled.turn();
        spooled.acknowledgeAll();
        disk.fail((act, file) -> act == Act.WRITE && file.endsWith("acknowledged"));
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(200));
            spooled.turn();
        }

        // When
        CompletableFuture<Published> last = spooled.offer(1, 2);
        spooled.turn();

        // Then
        assertThat(last).isCompletedWithValueMatching(Published::spooled);
    }

    @Test
    void newEvents_areWritten_whileThereIsMuchToRead() throws Exception {
        // Given
        Spooled before = spooled(5_000);
        IntStream.range(0, 5).forEach(i -> before.offer(i * 500, i * 500 + 500));
        for (int i = 0; i < 5; i++) {
            before.turn();
        }
        before.close();
        Spooled spooled = spooled(5_000);
        CompletableFuture<Published> last = spooled.offer(2_500, 2_501);

        // When
        spooled.turn();

        // Then
        assertThat(last).isCompletedWithValueMatching(Published::spooled);
        assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(1_000);
        spooled.turn();
        spooled.turn();
        spooled.turn();
        assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(2_501);
    }

    @Test
    void nothingIsGivenUp_whileNoFileCanBeOpened_howeverLong() throws Exception {
        // Given
        Spooled spooled = backlogInTwoSegments();
        spooled.acknowledgeAll();
        disk.fail((act, file) -> act == Act.OPEN);

        // When
        for (int i = 0; i < 60; i++) {
            clock.advance(SECOND);
            spooled.turn();
        }
        disk.heal();
        clock.advance(SECOND);
        spooled.turn();
        spooled.acknowledgeAll();

        // Then
        assertThat(spooled.metrics().rejected().values()).containsOnly(0L);
        assertThat(spooled.metrics().acknowledged()).isEqualTo(15);
    }

    @Test
    void segmentThatCannotBeRead_isGivenUpAfterAWhile_andSetAside() throws Exception {
        // Given
        Spooled spooled = backlogInTwoSegments();
        spooled.acknowledgeAll();
        disk.fail((act, file) -> act == Act.READ);

        // When
        for (int i = 0; i < 10; i++) {
            clock.advance(SECOND);
            spooled.turn();
        }
        long before = spooled.metrics().rejected(Reason.SPOOL_DAMAGED);
        clock.advance(SECOND);
        spooled.turn();
        clock.advance(SECOND);
        spooled.turn();

        // Then
        assertThat(before).isZero();
        assertThat(spooled.metrics().rejected(Reason.SPOOL_DAMAGED)).isEqualTo(4);
        assertThat(spooled.metrics()).matches(Counts::addUp);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".unreadable")))
                    .hasSize(1);
        }
    }

    @Test
    void reading_waits_whileTheListenerIsBehind() throws Exception {
        // Given
        Spooled before = spooled(100);
        before.offer(0, 10);
        before.turn();
        before.close();
        callbacks.execute(() -> {});
        callbacks.execute(() -> {});
        Spooled spooled = spooled(100, 1);

        // When
        spooled.turn();
        long sentBehind = spooled.outgoing.snapshot().queued();
        callbacks.start();
        Eventually.succeeds(() -> assertThat(callbacks.backlog()).isZero());
        spooled.turn();

        // Then
        assertThat(sentBehind).isZero();
        assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(10);
        callbacks.stop();
    }

    @Test
    void watch_warnsOnce_whenTheLoopHasNotTurnedForLong() {
        // Given
        Spooled spooled = spooled(10);
        SpoolWatch watch =
                new SpoolWatch(directory, spooled.spooler::turnedNanos, new Warnings(warnings::add, clock), clock);
        clock.advance(Duration.ofMillis(4_900));
        watch.look();
        assertThat(warnings).isEmpty();

        // When
        clock.advance(Duration.ofMillis(100));
        watch.look();
        watch.look();

        // Then
        assertThat(warnings).singleElement().asString().contains(directory.toString(), "has not answered for 5 s");
    }

    /** Eleven in one segment, of which ten are on their way and one is in hand; four in the next. */
    private Spooled backlogInTwoSegments() throws Exception {
        Spooled first = spooled(10);
        first.offer(0, 11);
        first.turn();
        first.close();
        Spooled second = spooled(10);
        second.offer(11, 15);
        second.turn();
        second.close();
        Spooled spooled = spooled(10);
        spooled.turn();
        assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(10);
        assertThat(spooled.metrics().spool().events()).isEqualTo(15);
        return spooled;
    }

    private Spooled spooled(int maxEvents) {
        return spooled(maxEvents, 1_000);
    }

    @Test
    void loop_goesOn_whenNotEvenItsFailureCanBeTold() throws Exception {
        // Given
        Spooled spooled = new Spooled(10, 1_000);
        AtomicInteger failures = new AtomicInteger();
        disk.fail((act, file) -> {
            failures.incrementAndGet();
            throw new UntellableError();
        });
        Thread loop = new Thread(spooled.spooler);
        loop.start();
        Eventually.succeeds(() -> assertThat(failures).hasPositiveValue());
        disk.heal();

        // When
        spooled.offer(0, 1);

        // Then
        Eventually.succeeds(
                () -> assertThat(spooled.outgoing.snapshot().queued()).isEqualTo(1));
        spooled.spooler.stop();
        loop.join();
        assertThat(warnings).singleElement().asString().contains("OutOfMemoryError");
    }

    private static final class UntellableError extends Error {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new OutOfMemoryError("no memory for a string");
        }
    }

    private Spooled spooled(int maxEvents, int maxBacklog) {
        Spooled spooled = new Spooled(maxEvents, maxBacklog);
        open.add(spooled);
        return spooled;
    }

    /** A spool between two queues; the test is the sender. */
    private final class Spooled {
        private final EventQueue queue = new EventQueue(
                TestPublishers.config(10_000, 1 << 24, OverflowPolicy.REJECT_NEWEST), clock, Runnable::run);
        private final EventQueue outgoing;
        private final SpoolLedger ledger = new SpoolLedger(queue, () -> 1_000_000);
        private final Spooler spooler;

        Spooled(int maxEvents, int maxBacklog) {
            this.outgoing = new EventQueue(
                    TestPublishers.config(maxEvents, 1 << 24, OverflowPolicy.REJECT_NEWEST), clock, Runnable::run);
            SpoolConfig config = new SpoolConfig(
                    directory, new SpoolLimits(1 << 26, Duration.ofDays(7)), disk, (event, refusal) -> {});
            this.spooler = new Spooler(
                    config,
                    queue,
                    outgoing,
                    ledger,
                    new RefusedEvents(config.refusedAfterSpooling(), callbacks, maxBacklog),
                    new Warnings(warnings::add, clock),
                    clock,
                    () -> 1_000_000);
        }

        /** Returns how the last of them ends. */
        CompletableFuture<Published> offer(int from, int to) {
            CompletableFuture<Published> last = new CompletableFuture<>();
            for (int i = from; i < to; i++) {
                last = queue.offer(encodedMovie("m-" + i));
            }
            return last;
        }

        void turn() throws InterruptedException {
            spooler.turn(Duration.ZERO);
        }

        int acknowledgeAll() throws InterruptedException {
            int acknowledged = 0;
            for (var some = take(); !some.isEmpty(); some = take()) {
                acknowledged += outgoing.acknowledgeAll(some);
            }
            return acknowledged;
        }

        private List<QueuedEvent> take() throws InterruptedException {
            return outgoing.take(Duration.ZERO, 0, 1_000, Long.MAX_VALUE);
        }

        PublisherMetrics metrics() {
            return ledger.snapshot();
        }

        /** As the loop does at its end. */
        void close() {
            spooler.stop();
            spooler.run();
        }
    }
}
