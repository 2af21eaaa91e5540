package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    private static final SQLException CAUSE = new SQLException("not yet");

    @Test
    void awaitDatabase_goesOn_whateverSaysNotYet() {
        // Given
        Queue<RuntimeException> notYet = new ArrayDeque<>(
                List.of(new DatabaseUnavailableException("no connection", CAUSE), new DatabaseBusyException(CAUSE)));

        // When
        Database.awaitDatabase(() -> failWith(notYet), Duration.ofMinutes(1));

        // Then
        assertThat(notYet).isEmpty();
    }

    @Test
    void awaitDatabase_throwsTheLast_whenItsPatienceIsOver() {
        // Given
        Queue<RuntimeException> never = new ArrayDeque<>(List.of(new DatabaseBusyException(CAUSE)));

        // When, Then
        assertThatThrownBy(() -> Database.awaitDatabase(() -> failWith(never), Duration.ZERO))
                .isInstanceOf(DatabaseBusyException.class);
    }

    @Test
    void awaitDatabase_throwsAtOnce_whatWaitingDoesNotMend() {
        // Given
        Queue<RuntimeException> refusal = new ArrayDeque<>(List.of(new IllegalStateException("no such column")));

        // When, Then
        assertThatThrownBy(() -> Database.awaitDatabase(() -> failWith(refusal), Duration.ofMinutes(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void failWith(Queue<RuntimeException> failures) {
        RuntimeException next = failures.poll();
        if (next != null) {
            throw next;
        }
    }
}
