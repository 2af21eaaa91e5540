package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where Kafka cannot be reached. */
class ActivityStreamTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ActivityStream stream = new ActivityStream(
            new ActivitySettings(Map.of("bootstrap.servers", "no address"), "shop.", "my_group", Path.of("/state")),
            registry);

    @Test
    void start_saysTheApplicationAndWhereItsStateIs() {
        // When
        String said = Said.whileRunning(stream::start);

        // Then
        stream.close();
        assertThat(said)
                .contains("INFO")
                .contains("counting the activity as the application shop.__my_5Fgroup-activity,"
                        + " which keeps its state in /state/shop.__my_5Fgroup-activity");
    }

    @Test
    void failure_isCounted_andItsPauseIsCutShortByClose() {
        // Given
        stream.start();
        Eventually.succeeds(() -> assertThat(
                        registry.get("annals.activity.failures").counter().count())
                .isEqualTo(1));

        // When
        long start = System.nanoTime();
        stream.close();
        Duration time = Duration.ofNanos(System.nanoTime() - start);

        // Then
        assertThat(time).isLessThan(Failures.PAUSE);
        assertThat(registry.get("annals.activity.running").gauge().value()).isZero();
    }
}
