package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackThreadsTest {

    private final CallbackThreads callbacks = new CallbackThreads(new Label("localhost:9092", "callbacks-test"));
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        release.countDown();
        callbacks.stop();
        Eventually.succeeds(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void execute_runsInOrder_onOneThread() {
        // Given
        callbacks.start();
        List<String> ran = new CopyOnWriteArrayList<>();

        // When
        for (int i = 0; i < 3; i++) {
            String name = "callback " + i;
            callbacks.execute(() -> ran.add(name));
        }

        // Then
        Eventually.succeeds(() -> assertThat(ran).containsExactly("callback 0", "callback 1", "callback 2"));
        assertThat(threads()).containsExactly("annals-callbacks-1{localhost:9092, callbacks-test}");
    }

    @Test
    void watch_startsAnotherThread_whenCallbacksBlock() {
        // Given
        callbacks.start();
        CountDownLatch ran = new CountDownLatch(1);
        for (int i = 0; i < CallbackThreads.MAX_THREADS - 1; i++) {
            callbacks.execute(this::block);
        }
        callbacks.execute(ran::countDown);

        // When
        Eventually.succeeds(() -> {
            callbacks.watch();
            assertThat(ran.getCount()).isZero();
        });

        // Then
        assertThat(threads()).hasSize(CallbackThreads.MAX_THREADS);
    }

    @Test
    void watch_startsNoMoreThanSixteen() {
        // Given
        callbacks.start();
        for (int i = 0; i < 100; i++) {
            callbacks.execute(this::block);
        }
        Eventually.succeeds(() -> {
            callbacks.watch();
            assertThat(callbacks.backlog()).isEqualTo(100 - CallbackThreads.MAX_THREADS);
        });

        // When
        callbacks.watch();
        callbacks.watch();

        // Then
        assertThat(threads()).hasSize(CallbackThreads.MAX_THREADS);
    }

    @Test
    void watch_startsNoThread_whileCallbacksGoOn() {
        // Given
        callbacks.start();
        CountDownLatch ran = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            callbacks.execute(ran::countDown);
        }
        Eventually.succeeds(() -> assertThat(ran.getCount()).isZero());

        // When
        callbacks.watch();
        callbacks.watch();

        // Then
        assertThat(threads()).hasSize(1);
    }

    @Test
    void execute_goesOn_afterACallbackThatThrows() {
        // Given
        CountDownLatch ran = new CountDownLatch(1);
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        callbacks.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
            throw new IllegalStateException("a logger's");
        });
        callbacks.execute(ran::countDown);

        // When
        callbacks.start();

        // Then
        Eventually.succeeds(() -> assertThat(ran.getCount()).isZero());
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void execute_goesOn_uninterrupted_afterACallbackThatInterrupts() {
        // Given
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        callbacks.execute(() -> Thread.currentThread().interrupt());
        callbacks.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));

        // When
        callbacks.start();

        // Then
        Eventually.succeeds(() -> assertThat(interrupted).containsExactly(false));
        assertThat(threads()).hasSize(1);
    }

    @Test
    void execute_goesOn_afterAnInterruptThatComesWhileItRests() {
        // Given
        callbacks.start();
        CountDownLatch ran = new CountDownLatch(1);
        callbacks.execute(() -> Thread.currentThread().interrupt());
        Eventually.succeeds(() -> assertThat(callbacks.backlog()).isZero());

        // When
        callbacks.execute(ran::countDown);

        // Then
        Eventually.succeeds(() -> assertThat(ran.getCount()).isZero());
    }

    @Test
    void execute_findsAThread_alsoAfterTheLastHasEnded() {
        // Given
        callbacks.start();
        callbacks.stop();
        Eventually.succeeds(() -> assertThat(threads()).isEmpty());
        CountDownLatch ran = new CountDownLatch(1);

        // When
        callbacks.execute(ran::countDown);

        // Then
        Eventually.succeeds(() -> assertThat(ran.getCount()).isZero());
    }

    private void block() {
        Uninterrupted.await(Duration.ofMinutes(1), nanos -> release.await());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("callbacks-test"))
                .toList();
    }
}
