package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long now = Long.MAX_VALUE; // nanoseconds may overflow
    private final Failures failures = new Failures(new ActivityMetrics(registry), () -> now);

    @Test
    void failures_areNotRecent_whenThereWasNone() {
        assertThat(failures.areRecent()).isFalse();
    }

    @Test
    void failures_areRecent_forThirtySecondsAfterTheLast() {
        // Given
        failures.failed(new IllegalStateException("first"));
        pass(Duration.ofSeconds(29));
        failures.failed(new IllegalStateException("second"));

        // When
        pass(Duration.ofSeconds(29));
        boolean before = failures.areRecent();
        pass(Duration.ofSeconds(1));
        boolean after = failures.areRecent();

        // Then
        assertThat(before).isTrue();
        assertThat(after).isFalse();
        assertThat(registry.get("annals.activity.failures").counter().count()).isEqualTo(2);
    }

    @Test
    void failure_isLogged_atMostOnceInThirtySeconds() {
        // When
        String said = Said.whileRunning(() -> {
            failures.failed(new IllegalStateException("first"));
            pass(Duration.ofSeconds(29));
            failures.failed(new IllegalStateException("second"));
            pass(Duration.ofSeconds(1));
            failures.failed(new IllegalStateException("third"));
        });

        // Then
        assertThat(said)
                .contains("the activity is not counted now, trying again every 5 s")
                .contains("IllegalStateException: first")
                .doesNotContain("IllegalStateException: second")
                .contains("IllegalStateException: third");
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
