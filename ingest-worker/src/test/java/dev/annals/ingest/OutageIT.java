package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Generated;
import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.Eventually;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the worker does while one of its neighbours is away; each test has servers of its own. */
class OutageIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    /** How long an outage lasts; the long form is run by hand. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("annals.outage.seconds", 4));

    private EmbeddedKafka kafka;
    private EmbeddedPostgresServer postgres;
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() throws Exception {
        kafka = EmbeddedKafka.temporary();
        postgres = EmbeddedPostgresServer.temporary();
        table = new TestDatabase(postgres.jdbcUrl());
    }

    @AfterEach
    void stop() throws Exception {
        if (topic != null) {
            topic.close();
        }
        kafka.close();
        postgres.close();
    }

    @Test
    void worker_keepsItsPlaceInTheGroup_andLosesNothing_whilePostgresIsAway() throws Exception {
        // Given
        kafka.start();
        postgres.start();
        topic = new TestTopic(kafka.bootstrapServers(), "events");
        try (IngestWorker worker = startWorker()) {
            awaitReady(worker);
            Load load = new Load(topic, 1_000);
            Eventually.succeeds(() -> assertThat(table.count("events")).isPositive());
            String member = memberId();

            // When
            postgres.stop();
            Eventually.succeeds(
                    () -> assertThat(get(worker, "/health/ready").body()).contains("PostgreSQL"));
            assertThat(get(worker, "/health/live").statusCode()).isEqualTo(200);
            LockSupport.parkNanos(OUTAGE.toNanos());
            postgres.start();
            long back = System.nanoTime();
            long before = table.count("events");
            Eventually.succeeds(() -> assertThat(table.count("events")).isGreaterThan(before));
            Duration toFirstCommit = Duration.ofNanos(System.nanoTime() - back);
            load.close();

            // Then
            Eventually.succeeds(
                    SOON,
                    () -> assertThat(table.count("events"))
                            .isEqualTo(load.acknowledged().size()));
            assertThat(table.column("select id from events").stream()
                            .map(UUID::fromString)
                            .collect(Collectors.toSet()))
                    .isEqualTo(load.acknowledged());
            assertThat(toFirstCommit).isLessThan(Duration.ofSeconds(15));
            assertThat(table.count("dead_letters")).isZero();
            assertThat(memberId()).isEqualTo(member);
            awaitReady(worker);
            System.out.printf(
                    "PostgreSQL away for %s under 1,000 events/s: %,d acknowledged, %,d stored, first commit %d ms after"
                            + " its return%n",
                    OUTAGE, load.acknowledged().size(), table.count("events"), toFirstCommit.toMillis());
        }
    }

    @Test
    void worker_waits_whenNobodyIsThereAtItsStart() throws Exception {
        // Given
        try (IngestWorker worker = startWorker()) {
            Eventually.succeeds(
                    () -> assertThat(get(worker, "/health/ready").body()).contains("PostgreSQL"));

            // When
            postgres.start();
            kafka.start();

            // Then
            awaitReady(worker);
        }
    }

    @Test
    void worker_saysThatKafkaIsAway_andGoesOnWhenItIsBack() throws Exception {
        // Given
        kafka.start();
        postgres.start();
        topic = new TestTopic(kafka.bootstrapServers(), "events");
        List<Event> events = new Generated(21).events(200);
        try (IngestWorker worker = startWorker()) {
            awaitReady(worker);
            topic.send(events.subList(0, 100));

            // When
            kafka.stop();
            Eventually.succeeds(
                    () -> assertThat(get(worker, "/health/ready").body()).contains("lane 0: Kafka", "lane 1: Kafka"));
            assertThat(get(worker, "/health/live").statusCode()).isEqualTo(200);
            kafka.start();
            topic.send(events.subList(100, 200));

            // Then
            Eventually.succeeds(SOON, () -> assertThat(table.count("events")).isEqualTo(200));
            awaitReady(worker);
        }
    }

    private IngestWorker startWorker() {
        return IngestWorker.start(IngestConfig.from(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "ANNALS_DATABASE_URL",
                postgres.jdbcUrl(),
                "ANNALS_WORKER_HTTP_PORT",
                "0",
                "ANNALS_WORKER_ACTIVITY",
                "off",
                "ANNALS_WORKER_RETENTION",
                "never")));
    }

    private String memberId() throws Exception {
        ConsumerGroupDescription group = topic.admin()
                .describeConsumerGroups(List.of("annals-ingest"))
                .all()
                .get()
                .get("annals-ingest");
        return group.members().iterator().next().consumerId();
    }

    private static void awaitReady(IngestWorker worker) {
        Eventually.succeeds(
                SOON, () -> assertThat(get(worker, "/health/ready").body()).isEqualTo("ok\n"));
    }

    private static HttpResponse<String> get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
