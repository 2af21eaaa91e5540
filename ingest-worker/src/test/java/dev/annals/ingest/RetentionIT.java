package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.ingest.store.StoredEvents;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The worker's schedule and the command, with Kafka and PostgreSQL. */
class RetentionIT {

    private static final Instant NOW = Instant.now();

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() {
        table = new TestDatabase(Backends.shared().newDatabase("retention"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_RETENTION", "never");
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Test
    void worker_deletesWhatIsOld_andStoresAnEventAboutIt() throws Exception {
        // Given
        startAndStop();
        storeOldAndNew();
        environment.put("ANNALS_WORKER_RETENTION", "30d");

        // When
        try (IngestWorker worker = start()) {
            Eventually.succeeds(() -> assertThat(table.column("select concat_ws(' ', category, actor_type, actor_id,"
                            + " metadata->>'deleted', metadata->>'partitions') from events"
                            + " where type = 'retention.purged'"))
                    .singleElement()
                    .asString()
                    .startsWith("system system annals 700 "));

            // Then
            assertThat(old()).isZero();
            assertThat(table.count("events where category = 'media'")).isEqualTo(300);
            assertThat(metrics(worker))
                    .contains("annals_retention_deleted_events_total 700.0")
                    .contains("annals_retention_runs_total{result=\"done\"} 1.0")
                    .contains("annals_retention_last_done_seconds 1.");
        }
    }

    @Test
    void worker_doesNotStoreWhatIsOlderThanItsRetention_andCountsIt() throws Exception {
        // Given
        environment.put("ANNALS_WORKER_RETENTION", "30d");
        try (IngestWorker worker = start()) {
            Eventually.succeeds(() -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
            Event recent = Event.draft("a", "a.recent")
                    .insertedAt(NOW.minus(Duration.ofDays(29)))
                    .toEvent();

            // When
            topic.send(List.of(
                    Event.draft("a", "a.old")
                            .insertedAt(NOW.minus(Duration.ofDays(31)))
                            .toEvent(),
                    Event.draft("a", "a.ancient")
                            .insertedAt(Instant.parse("2001-01-01T00:00:00Z"))
                            .toEvent(),
                    recent));

            // Then
            Eventually.succeeds(() -> assertThat(metrics(worker)).contains("annals_ingest_events_expired_total 2.0"));
            Eventually.succeeds(() -> assertThat(table.column("select id from events"))
                    .containsExactly(recent.id().toString()));
            assertThat(table.count("dead_letters")).isZero();
            assertThat(table.value("select to_regclass('events_y2001') is null"))
                    .isEqualTo("t");
        }
    }

    @Test
    void command_tellsWhatItWouldDelete_andDeletesIt() throws Exception {
        // Given
        startAndStop();
        storeOldAndNew();

        // When
        int tried = command("--older-than", "30d", "--dry-run");

        // Then
        assertThat(tried).isZero();
        String promised = lastLine();
        assertThat(promised)
                .matches("would delete 700 events older than \\S+Z: \\d+ whole partitions,"
                        + " \\d+ rows(?: of events_w\\d+)?; in \\d+\\.\\d s");
        assertThat(table.count("events")).isEqualTo(1_000);

        // When
        int done = command("--older-than", "30d");

        // Then
        assertThat(done).isZero();
        assertThat(numbers(lastLine())).isEqualTo(numbers(promised)).contains("deleted 700 events");
        assertThat(old()).isZero();
        ExactCounts.assertExact(table);
        assertThat(topic.endOffsets()).isEqualTo(1); // the event that says so
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void command_isRefused_whenTheAgeIsNone() {
        assertThat(command("--older-than", "never")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("annals retention: --older-than must be hours, days or weeks such as 12h, 30d or 52w, not"
                        + " \"never\"\n");
    }

    @Test
    void command_isRefused_whenItDoesNotSayHowOld() {
        assertThat(command("--dry-run")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Missing required option: '--older-than=AGE'");
    }

    @Test
    void command_saysWhy_whenTheDatabaseCannot() {
        // Given: no tables yet

        // When
        int status = command("--older-than", "30d");

        // Then
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("annals retention: PostgreSQL at " + table.url() + " cannot do it now: ")
                .contains("relation \"events\" does not exist")
                .contains("start one first");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void command_saysWhatToCheck_whenTheDatabaseLetsNobodyIn() {
        // Given
        environment.put("ANNALS_DATABASE_URL", table.url().replaceFirst("user=\\w+", "user=nobody"));

        // When
        int status = command("--older-than", "30d", "--dry-run");

        // Then
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("nobody")
                .contains("; check ANNALS_DATABASE_URL, and the user that it or ANNALS_DATABASE_USER names")
                .doesNotContain("run it again");
    }

    /** Of a thousand, 700 are older than thirty days, and the youngest of these an hour. */
    private void storeOldAndNew() throws Exception {
        StoredEvents stored = new StoredEvents(table);
        Instant cut = NOW.minus(Duration.ofDays(30));
        stored.add(cut.minus(Duration.ofDays(20)), cut.minus(Duration.ofHours(1)), 700);
        stored.add(cut.plus(Duration.ofHours(1)), NOW, 300);
    }

    private long old() throws Exception {
        return table.count("events where inserted_at < '" + NOW.minus(Duration.ofDays(30)) + "'");
    }

    /** It makes the tables and the topic. */
    private void startAndStop() {
        try (IngestWorker worker = start()) {
            Eventually.succeeds(() -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
        }
    }

    private IngestWorker start() {
        return IngestWorker.start(IngestConfig.from(environment));
    }

    private int command(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "retention";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        out.reset();
        err.reset();
        return WorkerCommands.run(environment, new PrintStream(out, true), new PrintStream(err, true), all);
    }

    private String lastLine() {
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        return lines.get(lines.size() - 1);
    }

    /** Without the moment and the time it took. */
    private static String numbers(String line) {
        return line.replaceFirst("would delete", "deleted")
                .replaceFirst("older than \\S+:", "")
                .replaceFirst("in \\S+ s$", "");
    }

    private static String metrics(IngestWorker worker) throws Exception {
        return get(worker, "/metrics");
    }

    private static String get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
