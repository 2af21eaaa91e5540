package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final IngestHealth health = new IngestHealth(2, System::nanoTime);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private HealthServer server;

    @BeforeEach
    void start() {
        server = HealthServer.start("127.0.0.1", 0, health, registry);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void ready_saysEachProblemOnALine_andOkWithout() throws Exception {
        // Given
        health.prepared();
        health.lanes().get(0).databaseUp();
        health.lanes().get(0).assigned(6, 0);

        // When
        HttpResponse<String> waiting = get("/health/ready");
        health.lanes().get(1).databaseUp();
        health.lanes().get(1).assigned(6, 0);
        HttpResponse<String> ready = get("/health/ready");

        // Then
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.body().lines()).hasSizeGreaterThan(0).allMatch(line -> line.startsWith("lane 1: "));
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ok\n");
    }

    @Test
    void metrics_areInPrometheusText() throws Exception {
        // Given
        registry.counter("annals_example").increment(3);

        // When
        HttpResponse<String> metrics = get("/metrics");

        // Then
        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(metrics.body()).contains("annals_example_total 3.0");
    }

    @Test
    void anotherPath_isNotFound_andNamesThoseThereAre() throws Exception {
        // When
        HttpResponse<String> answer = get("/health");

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("try /health/live, /health/ready or /metrics\n");
    }

    @Test
    void start_saysWhichSettingsToChange_whenThePortIsTaken() {
        // Given
        int taken = server.uri().getPort();

        // When / Then
        assertThatThrownBy(() -> HealthServer.start("127.0.0.1", taken, health, registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot serve health and metrics on 127.0.0.1:" + taken
                        + "; set ANNALS_WORKER_HTTP_HOST and ANNALS_WORKER_HTTP_PORT to a free address");
    }

    @Test
    void close_waitsForNoConnectionThatIsOnlyKept() throws Exception {
        // Given
        get("/metrics");

        // When
        long begin = System.nanoTime();
        server.close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(900));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
    }
}
