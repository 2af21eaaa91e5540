package dev.annals.command.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void text_isOneLineThatAddsUp() {
        assertThat(new Figures(1234, 1200, 4, Duration.ofMillis(2_500)))
                .hasToString("lines=1234 published=1200 refused=4 undelivered=30 seconds=2.5 rate=480/s");
    }

    @Test
    void progress_isForPeople() {
        assertThat(new Figures(1_234_567, 1_200_000, 4, Duration.ofSeconds(60)).progress())
                .isEqualTo("1,234,567 lines, 1,200,000 published, 4 refused, 20,000/s");
    }

    @Test
    void complete_meansThatEveryLineWasPublished() {
        assertThat(new Figures(0, 0, 0, Duration.ZERO).areComplete()).isTrue();
        assertThat(new Figures(2, 2, 0, Duration.ZERO).areComplete()).isTrue();
        assertThat(new Figures(2, 1, 1, Duration.ZERO).areComplete()).isFalse();
        assertThat(new Figures(2, 1, 0, Duration.ZERO).areComplete()).isFalse();
    }
}
