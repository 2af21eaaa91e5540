package dev.annals.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrapTest {

    private final Trap trap = new Trap();

    @Test
    void spring_throwsWhatTheActionThrew_andTheConnectionEnds() {
        // Given
        CompletableFuture<Boolean> sprung = spring(() -> {
            throw new IllegalStateException("it does not die");
        });

        // When
        comeUntilItSprings();

        // Then
        assertThatThrownBy(() -> sprung.get(30, TimeUnit.SECONDS)).hasMessageContaining("it does not die");
    }

    @Test
    void spring_isTrue_whenTheActionIsDone_andTheConnectionEnds() throws Exception {
        // Given
        CompletableFuture<Boolean> sprung = spring(() -> false);

        // When
        comeUntilItSprings();

        // Then
        assertThat(sprung.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void spring_isFalse_whenNoTransactionComesThere() throws Exception {
        assertThat(trap.spring(Step.IN_COPY, () -> false, 0)).isFalse();
        assertThat(trap.at(Step.IN_COPY)).isTrue();
    }

    private CompletableFuture<Boolean> spring(Trap.Action action) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return trap.spring(Step.AFTER_POLL, action, 30);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void comeUntilItSprings() {
        while (trap.at(Step.AFTER_POLL)) {
            Thread.onSpinWait();
        }
    }
}
