package dev.annals.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.query.search.EventsTable;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.Eventually;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away and comes back; the API stays. */
class QueryApiOutageIT {

    @Test
    void outage_isToldWithinThreeSeconds_andEndsByItself() throws Exception {
        // Given
        try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary()) {
            postgres.start();
            EventsTable table = EventsTable.migrate(postgres.jdbcUrl())
                    .partition(Generated.START.minus(Duration.ofDays(420)), Generated.START.plus(Duration.ofDays(7)))
                    .insert(new Generated(1).events(10));
            try (Api api = Api.start(table.url())) {
                assertThat(api.json("/v1/events").get("events")).hasSize(10);
                var waiting = api.getLater("/v1/events/" + EventIds.system().next() + "?wait=30s");
                Eventually.succeeds(() -> assertThat(api.waiting()).isEqualTo(1));

                // When
                long stopping = System.nanoTime();
                postgres.stop();

                // Then
                assertThat(waiting.get().statusCode()).isEqualTo(503);
                assertThat(waiting.get().headers().firstValue("Retry-After")).contains("1");
                assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(10));
                for (int i = 0; i < 3; i++) {
                    long start = System.nanoTime();
                    HttpResponse<String> answer = api.get("/v1/events");
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                }
                Eventually.succeeds(
                        () -> { // first it may name the end of a connection that there was
                            HttpResponse<String> ready = api.get("/health/ready");
                            JsonNode reason = Api.JSON.readTree(ready.body());
                            assertThat(ready.statusCode()).isEqualTo(503);
                            assertThat(reason.get("reason").asText())
                                    .startsWith("PostgreSQL does not answer: Connection to 127.0.0.1:");
                        });
                assertThat(api.get("/health/live").statusCode()).isEqualTo(200);

                // When
                postgres.start();

                // Then
                Eventually.succeeds(Duration.ofSeconds(15), () -> {
                    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
                    assertThat(api.json("/v1/events").get("events")).hasSize(10);
                    assertThat(api.get("/v1/events/" + EventIds.system().next() + "?wait=1ms")
                                    .statusCode())
                            .isEqualTo(404);
                });
            }
        }
    }
}
