package dev.annals.command.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowTest {

    private final Window window = new Window(2, 100);

    @AfterEach
    void closeWindow() {
        window.close();
    }

    @Test
    void enter_waitsForAnEventToLeave_whenAsManyAsAllowedAreIn() throws Exception {
        // Given
        window.enter(10);
        window.enter(10);
        CompletableFuture<Boolean> third = enterInBackground(10);

        // When
        window.leave(10);

        // Then
        assertThat(third.get()).isTrue();
    }

    @Test
    void enter_waitsForBytesToLeave() throws Exception {
        // Given
        window.enter(60);
        CompletableFuture<Boolean> second = enterInBackground(60);

        // When
        window.leave(60);

        // Then
        assertThat(second.get()).isTrue();
    }

    @Test
    void eventLargerThanTheWindow_entersAlone() throws Exception {
        assertThat(window.enter(1_000)).isTrue();
    }

    @Test
    void close_endsTheWait() throws Exception {
        // Given
        window.enter(60);
        CompletableFuture<Boolean> second = enterInBackground(60);

        // When
        window.close();

        // Then
        assertThat(second.get()).isFalse();
        assertThat(window.enter(1)).isFalse();
    }

    @Test
    void awaitClosedAndEmpty_needsBoth() throws Exception {
        // Given
        window.enter(10);

        // Then
        assertThat(window.awaitClosedAndEmpty(1)).isFalse();
        window.close();
        assertThat(window.awaitClosedAndEmpty(1)).isFalse();
        window.leave(10);
        assertThat(window.awaitClosedAndEmpty(1)).isTrue();
    }

    @Test
    void silence_countsWhileSomethingIsOnItsWay() throws Exception {
        // Given
        window.enter(10);

        // When
        Eventually.succeeds(() -> assertThat(window.silence()).isPositive());
        window.leave(10);

        // Then
        assertThat(window.silence()).isZero();
    }

    /** Returns when the background thread waits inside. */
    private CompletableFuture<Boolean> enterInBackground(int size) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(window.enter(size));
            } catch (InterruptedException e) {
                result.completeExceptionally(new ExecutionException(e));
            }
        });
        thread.start();
        Eventually.succeeds(() -> assertThat(thread.getState()).isEqualTo(Thread.State.WAITING));
        return result;
    }
}
