package dev.annals.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DatabaseIT {

    private static final int POOLS = 3;

    @Test
    void pools_areWellAgain_whenTheirFirstConnectionsBreakWhileTheyAreLookedAt() throws Exception {
        // Given
        String url = EventsTable.create().url();
        try (IsolationCuttingProxy proxy = new IsolationCuttingProxy(url, POOLS)) {
            DatabaseSettings settings = new DatabaseSettings(proxy.url(), null, null, 1, Duration.ofSeconds(10));

            // When
            try (Database database = Database.open(settings, new SimpleMeterRegistry(), Duration.ofSeconds(10))) {

                // Then
                Eventually.succeeds(() -> {
                    assertThat(proxy.left()).isZero();
                    assertThat(database.outage()).isEmpty();
                });
            }
        }
    }
}
