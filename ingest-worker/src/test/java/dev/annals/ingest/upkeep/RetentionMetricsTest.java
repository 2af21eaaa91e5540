package dev.annals.ingest.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.store.PurgeOutcome;
import dev.annals.ingest.store.PurgeReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionMetricsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RetentionMetrics metrics = new RetentionMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void lastDone_isWhenARunLeftNothing() {
        metrics.ended(new PurgeOutcome.Done(report(List.of())));

        assertThat(lastDone()).isEqualTo(NOW.getEpochSecond());
        assertThat(runs("done")).isEqualTo(1);
    }

    @Test
    void lastDone_staysAsItWas_whilePartitionsAreInUse() {
        // When
        metrics.ended(new PurgeOutcome.Done(report(List.of("events_w20261116"))));

        // Then
        assertThat(lastDone()).isNaN();
        assertThat(runs("done")).isEqualTo(1);
        assertThat(registry.get("annals.retention.skipped.partitions").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("annals.retention.deleted.events").counter().count())
                .isEqualTo(12);
    }

    @Test
    void lastDone_staysAsItWas_whenARunBrokeOffOrDidNotBegin() {
        // When
        metrics.ended(new PurgeOutcome.Broken(report(List.of()), "PostgreSQL went away", true));
        metrics.ended(new PurgeOutcome.Busy());
        metrics.failed();

        // Then
        assertThat(lastDone()).isNaN();
        assertThat(runs("broken")).isEqualTo(2);
        assertThat(runs("busy")).isEqualTo(1);
    }

    private static PurgeReport report(List<String> busy) {
        return new PurgeReport(
                NOW,
                List.of(),
                List.of(new PurgeReport.Part("events_w20261116", 12, 0)),
                busy,
                0,
                Duration.ofMillis(100));
    }

    private double lastDone() {
        return registry.get("annals.retention.last.done.seconds").gauge().value();
    }

    private double runs(String result) {
        return registry.get("annals.retention.runs")
                .tag("result", result)
                .counter()
                .count();
    }
}
