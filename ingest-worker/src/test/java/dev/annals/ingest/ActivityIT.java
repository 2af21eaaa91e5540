package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Severity;
import dev.annals.testkit.Backends;
import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.Eventually;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the worker derives, on a real Kafka. */
class ActivityIT {

    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int TOO_SMALL = 200; // for a row; what ends a transaction needs less

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase table;
    private TestTopic topic;
    private ActivityRows rows;

    @BeforeEach
    void prepare(@TempDir Path stateDirectory) {
        String kafka = Backends.shared().bootstrapServers();
        table = new TestDatabase(Backends.shared().newDatabase("activity"));
        topic = new TestTopic(kafka, prefix + "events");
        rows = new ActivityRows(kafka, prefix + "events.activity");
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", kafka);
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_STATE_DIR", stateDirectory.toString());
    }

    @AfterEach
    void close() {
        rows.close();
        topic.close();
    }

    @Test
    void counts_equalTheTables_afterTheWorkerWasKilledTwice() throws Exception {
        // Given
        topic.create(3);
        topic.send(new ProducerRecord<>(topic.name(), "no event".getBytes(StandardCharsets.UTF_8)));
        Happenings happenings = new Happenings(Instant.now());
        Load load = new Load(topic, 500, n -> happenings.get());

        // When
        try (load) {
            for (long before = 0, kills = 0; kills < 2; kills++) {
                try (WorkerProcess worker = new WorkerProcess(environment)) {
                    long more = before + 300;
                    Eventually.succeeds(SOON, () -> assertThat(rows.total()).isGreaterThan(more));
                }
                before = rows.total();
            }
        }
        try (WorkerProcess worker = new WorkerProcess(environment)) {
            Eventually.succeeds(
                    SOON,
                    () -> assertThat(stored()).isEqualTo(load.acknowledged().size()));

            // Then
            Eventually.succeeds(SOON, () -> assertThat(rows.counts()).isEqualTo(countsOfTheTable()));
            assertThat(countsOfTheTable()).hasSizeGreaterThan(50);
            assertThat(worker.stop()).isEqualTo(143);
        }
    }

    @Test
    void counting_isSharedByTwoWorkers_andGoesOnWhenKafkaIsBack() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
            kafka.start();
            environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
            Happenings happenings = new Happenings(Instant.now());
            try (TestTopic topic = new TestTopic(kafka.bootstrapServers(), prefix + "events");
                    ActivityRows rows = new ActivityRows(kafka.bootstrapServers(), prefix + "events.activity");
                    IngestWorker first = IngestWorker.start(IngestConfig.from(environment));
                    IngestWorker second = IngestWorker.start(IngestConfig.from(environment))) {
                Eventually.succeeds(SOON, () -> {
                    assertThat(metric(first, "annals_activity_running")).isEqualTo(1);
                    assertThat(metric(second, "annals_activity_running")).isEqualTo(1);
                });
                topic.send(Stream.generate(happenings).limit(200).toList());
                Eventually.succeeds(SOON, () -> assertThat(rows.counts()).isEqualTo(countsOfTheTable()));

                // When
                kafka.stop();
                kafka.start();

                // Then
                topic.send(Stream.generate(happenings).limit(200).toList());
                Eventually.succeeds(SOON, () -> {
                    assertThat(stored()).isGreaterThan(300);
                    assertThat(rows.counts()).isEqualTo(countsOfTheTable());
                });
                Eventually.succeeds(
                        SOON,
                        () -> { // one alone may have counted until now
                            topic.send(Stream.generate(happenings).limit(10).toList());
                            assertThat(metric(first, "annals_activity_counted_total"))
                                    .isPositive();
                            assertThat(metric(second, "annals_activity_counted_total"))
                                    .isPositive();
                        });
                Eventually.succeeds(SOON, () -> assertThat(rows.counts()).isEqualTo(countsOfTheTable()));
            }
        }
    }

    /** The other one has more, so that no offset tells that the state is not its own. */
    @Test
    void state_ofAnotherKafka_isLeftAlone(@TempDir Path itsState) throws Exception {
        // Given
        Happenings happenings = new Happenings(Instant.now());
        List<Event> events = Stream.generate(happenings).limit(100).toList();
        topic.create(1);
        topic.send(events);
        try (EmbeddedKafka another = EmbeddedKafka.temporary()) {
            another.start();
            Map<String, String> itsEnvironment = new HashMap<>(environment);
            itsEnvironment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", another.bootstrapServers());
            itsEnvironment.put("ANNALS_WORKER_STATE_DIR", itsState.toString());
            try (TestTopic itsTopic = new TestTopic(another.bootstrapServers(), topic.name());
                    ActivityRows itsRows = new ActivityRows(another.bootstrapServers(), prefix + "events.activity")) {
                itsTopic.create(1);
                itsTopic.send(Stream.generate(happenings).limit(400).toList());
                try (IngestWorker worker = IngestWorker.start(IngestConfig.from(environment));
                        IngestWorker itsWorker = IngestWorker.start(IngestConfig.from(itsEnvironment))) {
                    Eventually.succeeds(SOON, () -> {
                        assertThat(stored()).isGreaterThan(400);
                        assertThat(rows.total()).isPositive();
                        assertThat(itsRows.total()).isPositive();
                        assertThat(rows.total() + itsRows.total()).isGreaterThanOrEqualTo(stored());
                    });
                }

                // When
                itsEnvironment.put("ANNALS_WORKER_STATE_DIR", environment.get("ANNALS_WORKER_STATE_DIR"));
                itsTopic.send(events);
                try (IngestWorker itsWorker = IngestWorker.start(IngestConfig.from(itsEnvironment))) {
                    // Then
                    Eventually.succeeds(SOON, () -> assertThat(itsRows.counts()).isEqualTo(countsOfTheTable()));
                }
            }
        }
    }

    @Test
    void trouble_isTheActivitysAlone_andEndsByItself(@TempDir Path directory) throws Exception {
        // Given
        Path inTheWay = Files.createFile(directory.resolve("state"));
        environment.put("ANNALS_WORKER_STATE_DIR", inTheWay.toString());
        topic.create(1);
        topic.send(new Happenings(Instant.now()).get());
        try (IngestWorker worker = IngestWorker.start(IngestConfig.from(environment))) {
            Eventually.succeeds(SOON, () -> {
                assertThat(metric(worker, "annals_activity_failures_total")).isPositive();
                assertThat(stored()).isEqualTo(1);
            });
            Eventually.succeeds(() -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
            assertThat(metric(worker, "annals_activity_running")).isZero();

            // When
            Files.delete(inTheWay);

            // Then
            Eventually.succeeds(SOON, () -> assertThat(rows.counts()).isEqualTo(countsOfTheTable()));
        }
    }

    /** Kafka Streams has started, and calls itself running until the thread is replaced. */
    @Test
    void trouble_isShown_andEndsByItself_whenRowsAreRefused() throws Exception {
        // Given
        Happenings happenings = new Happenings(Instant.now());
        topic.create(1);
        topic.send(happenings.get());
        try (IngestWorker worker = IngestWorker.start(IngestConfig.from(environment))) {
            Eventually.succeeds(SOON, () -> assertThat(rows.total()).isPositive());
            assertThat(metric(worker, "annals_activity_running")).isEqualTo(1);

            // When
            setLargestRow(TOO_SMALL);
            topic.send(Stream.generate(happenings).limit(10).toList());

            // Then
            Eventually.succeeds(
                    SOON,
                    () -> assertThat(metric(worker, "annals_activity_failures_total"))
                            .isPositive());
            List<Double> running = new ArrayList<>();
            Eventually.succeeds(() -> {
                running.add(metric(worker, "annals_activity_running"));
                assertThat(running).hasSize(100);
            });
            assertThat(running).containsOnly(0.0);
            assertThat(get(worker, "/health/ready")).isEqualTo("ok\n");

            // When
            setLargestRow(1_000_000);

            // Then
            Eventually.succeeds(SOON, () -> assertThat(rows.counts()).isEqualTo(countsOfTheTable()));
        }
    }

    private void setLargestRow(int bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, prefix + "events.activity");
        ConfigEntry largest = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
        topic.admin()
                .incrementalAlterConfigs(
                        Map.of(resource, List.of(new AlterConfigOp(largest, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    @Test
    void off_costsNothing(@TempDir Path directory) throws Exception {
        // Given
        Path loaded = directory.resolve("loaded");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        topic.create(1);
        topic.send(new Happenings(Instant.now()).get());

        // When
        try (WorkerProcess worker = new WorkerProcess(environment, "-Xlog:class+load:file=" + loaded)) {
            Eventually.succeeds(SOON, () -> assertThat(stored()).isEqualTo(1));
            worker.stop();
        }

        // Then
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(" dev.annals.ingest.consume.PollLoop "))
                .noneMatch(line -> line.contains(" org.apache.kafka.streams."))
                .noneMatch(line -> line.contains(" org.rocksdb."))
                .noneMatch(line -> line.contains(" dev.annals.ingest.activity."));
        assertThat(topic.admin().listTopics().names().get())
                .contains(topic.name())
                .doesNotContain(prefix + "events.activity");
        assertThat(Path.of(environment.get("ANNALS_WORKER_STATE_DIR"))).isEmptyDirectory();
    }

    private static double metric(IngestWorker worker, String name) throws Exception {
        return get(worker, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static String get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private long stored() throws SQLException {
        return table.count("events");
    }

    private Map<String, Long> countsOfTheTable() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (String row : table.column("""
                select to_char(date_trunc('minute', inserted_at at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                    || ' ' || category || ' ' || type || ' ' || severity || ' ' || count(*)
                from events
                group by date_trunc('minute', inserted_at at time zone 'UTC'), category, type, severity
                """)) {
            int space = row.lastIndexOf(' ');
            counts.put(row.substring(0, space), Long.parseLong(row.substring(space + 1)));
        }
        return counts;
    }

    /** Events of the minutes around now, a few of yesterday and of tomorrow, of some kinds, one in ten twice. */
    private static final class Happenings implements Supplier<Event> {

        private final Random random = new Random(41);
        private final Instant now;
        private Event last;

        Happenings(Instant now) {
            this.now = now;
            this.last = happening();
        }

        @Override
        public Event get() {
            if (random.nextInt(10) > 0) {
                last = happening();
            }
            return last;
        }

        private Event happening() {
            return Event.draft(random.nextBoolean() ? "media" : "auth", "thing.done_" + random.nextInt(3))
                    .severity(Severity.values()[random.nextInt(3)])
                    .resource("thing", "t-" + random.nextInt(50))
                    .insertedAt(time())
                    .toEvent();
        }

        private Instant time() {
            Instant near = now.plusSeconds(random.nextInt(600) - 300);
            return switch (random.nextInt(100)) {
                case 0 -> near.minus(Duration.ofHours(23));
                case 1 -> near.plus(Duration.ofHours(23));
                default -> near;
            };
        }
    }
}
