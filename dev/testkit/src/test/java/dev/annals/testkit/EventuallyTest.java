package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
    @Test
    void succeeds_asksAgain_untilTheConditionPasses() {
        var asked = new AtomicInteger();

        Eventually.succeeds(() -> {
            if (asked.incrementAndGet() == 2) {
                throw new IOException("not yet");
            }
            assertThat(asked).hasValue(3);
        });

        assertThat(asked).hasValue(3);
    }

    @Test
    void succeeds_failsWithTheLastComplaintAndTheTime_whenPatienceIsOver() {
        var asked = new AtomicInteger();

        assertThatThrownBy(() -> Eventually.succeeds(Duration.ofMillis(50), () -> {
                    throw new AssertionError("complaint " + asked.incrementAndGet());
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("still failing after 0\\.\\d s and \\d+ attempts: complaint \\d+")
                .hasMessageEndingWith("complaint " + asked.get())
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void succeeds_givesUpAtOnce_whenInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Eventually.succeeds(() -> assertThat(false).isTrue()))
                .hasMessageStartingWith("interrupted after");

        assertThat(Thread.interrupted()).isTrue();
    }
}
