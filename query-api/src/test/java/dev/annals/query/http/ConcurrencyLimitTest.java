package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private static final Call CALL = new Call(Map.of(), Parameters.parse(null), 0, new CompletableFuture<>());

    @Test
    void request_isRefusedAtOnce_whileTheLimitIsReached() throws Exception {
        // Given
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        Route limited = new ConcurrencyLimit(2).around(call -> {
            entered.countDown();
            await(release);
            return HealthRoutes.up();
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<Answer> first = threads.submit(() -> limited.answer(CALL));
        Future<Answer> second = threads.submit(() -> limited.answer(CALL));
        entered.await();

        // When
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> limited.answer(CALL));
        release.countDown();
        threads.shutdown();

        // Then
        assertThat(refused.problem().status()).isEqualTo(503);
        assertThat(refused.problem().title()).isEqualTo("The API is overloaded");
        assertThat(refused.problem().headers()).containsEntry("Retry-After", "1");
        assertThat(first.get().status()).isEqualTo(200);
        assertThat(second.get().status()).isEqualTo(200);
    }

    @Test
    void place_isFreeAgain_onceTheAnswerIsSent() {
        // Given
        Route limited = new ConcurrencyLimit(1).around(call -> HealthRoutes.up());
        Answer first = limited.answer(CALL);
        assertThatThrownBy(() -> limited.answer(CALL)).isInstanceOf(ProblemException.class);

        // When
        first.sent().run();
        first.sent().run();

        // Then
        assertThat(limited.answer(CALL).status()).isEqualTo(200);
        assertThatThrownBy(() -> limited.answer(CALL)).isInstanceOf(ProblemException.class);
    }

    @Test
    void place_isFreeAgain_afterAFailure() {
        // Given
        Route failing = new ConcurrencyLimit(1).around(call -> {
            throw new IllegalStateException("broken");
        });

        for (int i = 0; i < 3; i++) {
            // When, Then
            assertThatThrownBy(() -> failing.answer(CALL)).hasMessage("broken");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
