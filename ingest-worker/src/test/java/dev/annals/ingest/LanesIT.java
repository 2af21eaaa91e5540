package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several lanes between a real Kafka and a real PostgreSQL. */
class LanesIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    /** Each lane gives its batch five seconds: four in turn would leave the group fifteen seconds apart. */
    private static final Duration BATCHES_LET_GO_IN_TURN = Duration.ofSeconds(12);

    private static final String WAITING_SESSIONS = """
            select count(*)
            from pg_stat_activity
            where datname = current_database()
              and wait_event_type = 'Lock'
            """;

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() {
        table = new TestDatabase(Backends.shared().newDatabase("lanes"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Test
    void lanes_keepOrderAndCountsAtEveryMoment_andNeverWaitForEachOther() throws Exception {
        // Given
        topic.create(6);
        List<String> wrong = new ArrayList<>();
        try (IngestWorker first = startReady(2);
                LockWaits waits = LockWaits.onceOpened(table, 6)) {
            Load load = new Load(topic, 2_000, Ticks::tick);

            // When
            try (load;
                    IngestWorker second = startReady(2)) { // comes and, while there is load, goes
                long enough = table.count("events") + 6_000;
                Eventually.succeeds(SOON, () -> {
                    wrong.addAll(table.column(Ticks.KEYS_WITH_HOLES));
                    wrong.addAll(ExactCounts.differences(table));
                    assertThat(table.count("events")).isGreaterThan(enough);
                    assertThat(waits.looksAtSeveral()).isPositive();
                });
                assertThat(second.httpUri()).isNotEqualTo(first.httpUri());
            }
            awaitDrained();

            // Then
            assertThat(wrong).isEmpty();
            assertThat(table.column(Ticks.KEYS_WITH_HOLES)).isEmpty();
            assertThat(table.value(Ticks.STORED_TOO_EARLY)).isEqualTo("0");
            assertThat(table.count("events")).isEqualTo(load.acknowledged().size());
            ExactCounts.assertExact(table);
            assertThat(waits.seen()).isEmpty();
        }
    }

    @Test
    void lanes_shareThePartitions_andThoseThatGetNoneAreFine() throws Exception {
        // Given
        topic.create(2);

        // When
        try (IngestWorker worker = startReady(3)) {
            topic.send(List.of(Ticks.tick(0), Ticks.tick(1), Ticks.tick(2)));

            // Then
            Eventually.succeeds(() -> assertThat(table.count("events")).isEqualTo(3));
            assertThat(partitionsByLane()).containsExactlyInAnyOrder(0, 1, 1);
            assertThat(members().stream().map(MemberDescription::clientId))
                    .containsExactlyInAnyOrder(
                            prefix + "ingest-lane-0", prefix + "ingest-lane-1", prefix + "ingest-lane-2");
            assertThat(get(worker, "/health/live")).isEqualTo("ok\n");
            assertThat(get(worker, "/health/ready")).isEqualTo("ok\n");
            Eventually.succeeds(() -> assertThat(get(worker, "/metrics"))
                    .contains(
                            "annals_ingest_events_stored_total 3.0",
                            "annals_ingest_lag_records{lane=\"0\"} 0.0",
                            "annals_ingest_lag_records{lane=\"1\"} 0.0",
                            "annals_ingest_lag_records{lane=\"2\"} 0.0"));
        }
    }

    @Test
    void close_takesOneLanesTime_whenAllHoldABatch() throws Exception {
        // Given
        topic.create(4);
        Set<Thread> others = laneThreads();
        IngestWorker worker = startReady(4);
        Set<Thread> threads;
        Duration fromFirstToLast;
        try (Connection blocker = DriverManager.getConnection(table.url());
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table events in access exclusive mode");
            for (int partition = 0; partition < 4; partition++) {
                topic.send(new ProducerRecord<>(
                        topic.name(),
                        partition,
                        null,
                        topic.record(Ticks.tick(partition)).value()));
            }
            Eventually.succeeds(() -> assertThat(table.value(WAITING_SESSIONS)).isEqualTo("4"));

            threads = laneThreads();
            threads.removeAll(others);

            // When
            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(worker::close, task -> new Thread(task, "closing").start());
            Eventually.succeeds(() -> assertThat(members()).hasSizeLessThan(4));
            long first = System.nanoTime();
            Eventually.succeeds(() -> assertThat(members()).isEmpty());
            fromFirstToLast = Duration.ofNanos(System.nanoTime() - first);
            closing.join();
            blocker.rollback();
        }

        // Then
        assertThat(fromFirstToLast).isLessThan(BATCHES_LET_GO_IN_TURN);
        assertThat(threads).hasSizeGreaterThanOrEqualTo(8); // other tests may have started some, too
        Eventually.succeeds(SOON, () -> assertThat(threads).noneMatch(Thread::isAlive));
        assertThat(table.count("events")).isZero();
    }

    private static Set<Thread> laneThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("annals-lane"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private IngestWorker startReady(int lanes) {
        environment.put("ANNALS_WORKER_LANES", Integer.toString(lanes));
        IngestWorker worker = IngestWorker.start(IngestConfig.from(environment));
        Eventually.succeeds(SOON, () -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
        return worker;
    }

    private void awaitDrained() {
        Eventually.succeeds(SOON, () -> {
            String positions = table.value("select coalesce(sum(next_offset), 0) from ingest_positions");
            assertThat(Long.parseLong(positions)).isEqualTo(topic.endOffsets()).isPositive();
        });
    }

    private List<Integer> partitionsByLane() throws Exception {
        return members().stream()
                .map(member -> member.assignment().topicPartitions().size())
                .toList();
    }

    private Collection<MemberDescription> members() throws Exception {
        String group = environment.get("ANNALS_WORKER_GROUP_ID");
        return topic.admin()
                .describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .members();
    }

    private static String get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
