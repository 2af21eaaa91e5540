package dev.annals.ingest.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.store.PurgeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PurgeEventsTest {

    private static final Instant CUT = Instant.parse("2026-11-23T07:00:00Z");

    /** Kafka is nowhere: what is published is not acknowledged. */
    private final PurgeEvents events = new PurgeEvents("127.0.0.1:1", "");

    @Test
    void publish_doesNothing_whenOnlyEventsAboutEarlierRunsWent() {
        try (events) {
            assertThat(events.publishAndWait(report(2, 2), Duration.ofMillis(1)))
                    .isEmpty();
        }
    }

    @Test
    void publish_doesNothing_whenNothingWent() {
        try (events) {
            assertThat(events.publishAndWait(report(0, 0), Duration.ofMillis(1)))
                    .isEmpty();
        }
    }

    private static PurgeReport report(long deleted, long notices) {
        return new PurgeReport(
                CUT,
                List.of(new PurgeReport.Part("events_w20261116", deleted, notices)),
                List.of(),
                List.of(),
                0,
                Duration.ofMillis(100));
    }
}
