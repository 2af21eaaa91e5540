package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.EventIds;
import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private final Set<UUID> stored = ConcurrentHashMap.newKeySet();
    private final List<Set<UUID>> looks = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean stuck;
    private volatile boolean broken;
    private final Arrivals arrivals = Arrivals.start(this::look);

    @AfterEach
    void close() {
        goOn.countDown();
        arrivals.close();
    }

    @Test
    void event_isTold_onceItIsStored() throws Exception {
        // Given
        UUID id = EventIds.system().next();
        CompletableFuture<Optional<EventRow>> arrival = await(id, Duration.ofMinutes(1));
        Eventually.succeeds(() -> assertThat(looks).hasSizeGreaterThan(2));

        // When
        stored.add(id);

        // Then
        assertThat(arrival.get(30, TimeUnit.SECONDS))
                .hasValueSatisfying(event -> assertThat(event.id()).isEqualTo(id));
        assertThat(arrivals.waiting()).isZero();
    }

    @Test
    void allWhoWait_areLookedForTogether() {
        // Given
        List<UUID> ids = List.of(next(), next(), next());
        stuck = true;
        await(ids.get(0), Duration.ofMinutes(1));
        Eventually.succeeds(() -> assertThat(looks).hasSize(1));

        // When
        await(ids.get(1), Duration.ofMinutes(1));
        await(ids.get(1), Duration.ofMinutes(1));
        await(ids.get(2), Duration.ofMinutes(1));
        goOn.countDown();

        // Then
        Eventually.succeeds(() -> assertThat(looks).hasSizeGreaterThan(1));
        assertThat(looks.get(1)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void wait_endsEmpty_atItsDeadlineAndNotBefore() throws Exception {
        // Given
        Duration time = Duration.ofMillis(100);
        long start = System.nanoTime();

        // When
        Optional<EventRow> event = await(next(), time).get(30, TimeUnit.SECONDS);

        // Then
        assertThat(event).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(time);
    }

    @Test
    void wait_thatIsOverAlready_hasOneLook() throws Exception {
        // Given
        UUID id = next();
        stored.add(id);

        // When, Then
        assertThat(await(id, Duration.ofSeconds(-1)).get(30, TimeUnit.SECONDS)).isPresent();
        assertThat(await(next(), Duration.ofSeconds(-1)).get(30, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void failure_isTold_andTheNextAreLookedFor() throws Exception {
        // Given
        broken = true;

        // When
        CompletableFuture<Optional<EventRow>> failing = await(next(), Duration.ofMinutes(1));

        // Then
        assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("broken");
        broken = false;
        assertThat(await(next(), Duration.ofMillis(1)).get(30, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void wait_endsSoonAfterItsDeadline_howeverStuckTheLookIs() {
        // Given
        stuck = true;
        long start = System.nanoTime();

        // When
        CompletableFuture<Optional<EventRow>> arrival = await(next(), Duration.ofMillis(1));

        // Then
        assertThatThrownBy(() -> arrival.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void nothingIsAsked_whileNobodyWaits() throws Exception {
        // Given
        CompletableFuture<Optional<EventRow>> cancelled = await(next(), Duration.ofMinutes(1));
        await(next(), Duration.ofMillis(20)).get(30, TimeUnit.SECONDS);

        // When
        cancelled.cancel(false);

        // Then: it waits to be woken, and for no time
        assertThat(arrivals.waiting()).isZero();
        Eventually.succeeds(() -> assertThat(thread().getState()).isEqualTo(Thread.State.WAITING));
    }

    @Test
    void close_endsEveryWait_andTheThread() {
        // Given
        CompletableFuture<Optional<EventRow>> arrival = await(next(), Duration.ofMinutes(1));
        Thread thread = thread();

        // When
        arrivals.close();

        // Then
        assertThat(thread.isAlive()).isFalse();
        assertThatThrownBy(arrival::get).hasCauseInstanceOf(ArrivalsClosedException.class);
        assertThatThrownBy(() -> await(next(), Duration.ofMinutes(1)).get())
                .hasCauseInstanceOf(ArrivalsClosedException.class);
        assertThat(arrivals.waiting()).isZero();
    }

    private CompletableFuture<Optional<EventRow>> await(UUID id, Duration time) {
        return arrivals.await(id, System.nanoTime() + time.toNanos());
    }

    private List<EventRow> look(Set<UUID> ids) {
        looks.add(ids);
        if (broken) {
            throw new IllegalStateException("broken");
        }
        if (stuck) {
            awaitGoOn();
        }
        return ids.stream().filter(stored::contains).map(ArrivalsTest::row).toList();
    }

    private void awaitGoOn() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("annals-api-arrivals"))
                .findFirst()
                .orElseThrow();
    }

    private static UUID next() {
        return EventIds.system().next();
    }

    private static EventRow row(UUID id) {
        return new EventRow(id, "media", "media_item.added", null, null, null, null, "info", "{}");
    }
}
