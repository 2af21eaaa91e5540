package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Generated;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Schema;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partition full of poison, the worker, and the operator. */
class PartitionStopIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("partition_stop"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_RETENTION", "never");
        environment.put("USER", "ada");
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Test
    void partition_stops_overRestarts_untilAnOperatorResumesIt_whileOthersGoOn() throws Exception {
        // Given
        int poison = Integer.getInteger("annals.poison", 2_000);
        topic.create(2);
        send(0, poison);
        List<Event> events = new Generated(31).events(100);
        send(0, events.subList(0, 10)); // behind the poison
        send(1, events.subList(10, 60));

        // When
        try (IngestWorker worker = start()) {

            // Then
            awaitStop(worker, 50);
            Eventually.succeeds(SOON, () -> assertThat(rows()).isEqualTo(50));
            assertThat(table.count("dead_letters")).isEqualTo(50);
            assertThat(get(worker, "/health/live")).isEqualTo("ok\n");
            Eventually.succeeds(() ->
                    assertThat(sum(worker, "annals_ingest_partitions_stopped")).isEqualTo(1));
            Eventually.succeeds(
                    () -> assertThat(sum(worker, "annals_ingest_lag_records")).isEqualTo(poison - 50 + 10));
            assertThat(sum(worker, "annals_ingest_dead_letters_total")).isEqualTo(50);
        }

        // When
        try (IngestWorker worker = start()) {
            send(1, events.subList(60, 100));

            // Then
            awaitStop(worker, 50);
            Eventually.succeeds(SOON, () -> assertThat(rows()).isEqualTo(90));
            assertThat(table.count("dead_letters")).isEqualTo(50);

            // When
            assertThat(command("list")).isZero();
            assertThat(said(out))
                    .contains("STOPPED: " + topic.name() + "-0 is stopped at offset 50 since ")
                    .contains(topic.name() + "-1 next offset 90 running");
            assertThat(command("resume", "--topic", topic.name(), "--partition", "0"))
                    .isZero();
            assertThat(said(out)).isEqualTo("resumed " + topic.name() + "-0\n");

            // Then: it looks again, and it is no better
            awaitStop(worker, 100);
            assertThat(table.count("dead_letters")).isEqualTo(100);

            // When: the operator has seen enough of it
            assertThat(skipTo(100)).isEqualTo(1);
            assertThat(skipTo(1_000_000)).isEqualTo(1);
            assertThat(said(err))
                    .startsWith("annals partitions: --skip-to 1000000 must be after the position of " + topic.name()
                            + "-0, 100, and not after the end of its log, ");
            assertThat(skipTo(poison)).isZero();
            assertThat(said(out))
                    .isEqualTo("passed " + (poison - 100) + " records of " + topic.name() + "-0, from 100 to "
                            + (poison - 1) + ", and recorded them as a gap\nresumed " + topic.name() + "-0\n");

            // Then
            Eventually.succeeds(SOON, () -> assertThat(rows()).isEqualTo(100));
            Eventually.succeeds(() -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
            assertThat(table.column(
                            "select concat_ws(' ', partition, from_offset, to_offset, reason) from ingest_gaps"))
                    .containsExactly("0 100 " + poison + " OPERATOR");
            Eventually.succeeds(
                    () -> assertThat(table.column("select concat_ws(' ', type, actor_id, metadata) from events where"
                                    + " category = 'system' order by id"))
                            .containsExactly(
                                    "partitions.resumed ada {\"partitions\": [\"" + topic.name()
                                            + "-0\"], \"stopped_at\": [50]}",
                                    "partitions.resumed ada {\"partitions\": [\"" + topic.name()
                                            + "-0\"], \"skipped_to\": " + poison + ", \"stopped_at\": [100]}"));
            assertThat(sum(worker, "annals_ingest_partitions_stopped")).isZero();
            Eventually.succeeds(
                    () -> assertThat(sum(worker, "annals_ingest_lag_records")).isZero());
        }
    }

    private int skipTo(long offset) {
        return command("resume", "--topic", topic.name(), "--partition", "0", "--skip-to", Long.toString(offset));
    }

    /** Without those about what the operator did. */
    private long rows() throws Exception {
        return table.count("events where category <> 'system'");
    }

    @Test
    void topicMadeAnew_isToldByItsId() throws Exception {
        // Given
        topic.create(1);
        Schema.migrate(new Database(table.url(), "", ""));
        for (int id = 1; id <= 2; id++) {
            table.execute("with stop as (insert into partition_stops (topic_id, partition, topic, stop_offset, reason,"
                    + " detail, stopped_at) values ('" + new UUID(0, id) + "', 0, 'events', 7, 'POISON_IN_A_ROW', 'd',"
                    + " now()) returning id) insert into ingest_positions (topic_id, partition, topic, next_offset,"
                    + " stopped_by) select '" + new UUID(0, id) + "', 0, 'events', 7, id from stop");
        }

        // When
        int list = command("list");
        String listed = said(out);
        int byName = command("resume", "--topic", "events", "--partition", "0");
        String complaint = said(err);
        int byId = command("resume", "--topic", new UUID(0, 2).toString(), "--partition", "0");

        // Then
        assertThat(list).isZero();
        assertThat(listed.lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("events-0 (" + new UUID(0, 1) + ") next offset 7 STOPPED: ");
        assertThat(byName).isEqualTo(1);
        assertThat(complaint)
                .isEqualTo("annals partitions: there are several topics events, because it was made anew; as --topic"
                        + " give one of " + new UUID(0, 1) + ", " + new UUID(0, 2) + "\n");
        assertThat(byId).isZero();
        assertThat(table.column("select topic_id from ingest_positions where stopped_by is null"))
                .containsExactly(new UUID(0, 2).toString());
    }

    @Test
    void resumed_isTold_whenTheDatabaseFailsHalfWay() throws Exception {
        // Given: two that are stopped, and the second cannot be resumed
        topic.create(1);
        Schema.migrate(new Database(table.url(), "", ""));
        for (int partition = 0; partition < 2; partition++) {
            table.execute("with stop as (insert into partition_stops (topic_id, partition, topic, stop_offset, reason,"
                    + " detail, stopped_at) values ('" + new UUID(0, 1) + "', " + partition + ", 'old', 7,"
                    + " 'POISON_IN_A_ROW', 'd', now()) returning id) insert into ingest_positions (topic_id, partition,"
                    + " topic, next_offset, stopped_by) select '" + new UUID(0, 1) + "', " + partition
                    + ", 'old', 7, id from stop");
        }
        table.execute("alter table partition_stops add constraint no_more check (partition = 0 or resumed_at is null)");

        // When
        int resume = command("resume", "--all");

        // Then
        assertThat(resume).isEqualTo(1);
        assertThat(said(out)).isEqualTo("resumed old-0\n");
        assertThat(said(err)).startsWith("annals partitions: PostgreSQL at ").contains("no_more");
        try (IngestWorker worker = start()) {
            Eventually.succeeds(
                    SOON,
                    () -> assertThat(table.column("select metadata from events where type = 'partitions.resumed'"))
                            .containsExactly("{\"partitions\": [\"old-0\"], \"stopped_at\": [7]}"));
            assertThat(get(worker, "/health/live")).isEqualTo("ok\n");
        }
    }

    @Test
    void command_saysWhatIsNotThere() throws Exception {
        // Given: no tables yet
        assertThat(command("list")).isEqualTo(1);
        assertThat(said(err)).contains("annals partitions: PostgreSQL at ").contains("start one first");

        // When
        topic.create(1);
        try (IngestWorker worker = start()) {
            Eventually.succeeds(
                    SOON, () -> assertThat(get(worker, "/health/ready")).isEqualTo("ok\n"));
        }

        // Then
        assertThat(command("resume", "--all")).isZero();
        assertThat(said(out)).isEqualTo("nothing to resume: no partition is stopped\n");
        assertThat(command("resume", "--topic", "events", "--partition", "9")).isEqualTo(1);
        assertThat(said(err))
                .isEqualTo(
                        "annals partitions: partition 9 of events is not stopped, or not known; partitions list tells"
                                + " which are\n");
    }

    @Test
    void command_isRefused_whenItIsGivenWrongly() {
        assertThat(command("resume")).isEqualTo(2);
        assertThat(command("resume", "--topic", "events")).isEqualTo(2);
        assertThat(command("resume", "--all", "--topic", "events", "--partition", "0"))
                .isEqualTo(2);
        assertThat(command()).isEqualTo(2);
        assertThat(said(err)).contains("say what to do: partitions list, or partitions resume");
    }

    private void awaitStop(IngestWorker worker, long offset) {
        Eventually.succeeds(
                SOON,
                () -> assertThat(get(worker, "/health/ready"))
                        .contains(topic.name() + "-0 is stopped at offset " + offset + " since ")
                        .contains("more than 50 records in a row are no events")
                        .contains("partitions resume --topic " + topic.name() + " --partition 0"));
    }

    private void send(int partition, int poison) throws Exception {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < poison; i++) {
            values.add(("poison " + i).getBytes(StandardCharsets.UTF_8));
        }
        sendValues(partition, values);
    }

    private void send(int partition, List<Event> events) throws Exception {
        sendValues(partition, events.stream().map(EventJson::encode).toList());
    }

    private void sendValues(int partition, List<byte[]> values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topic.newProducer(Map.of())) {
            List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
            for (byte[] value : values) {
                acknowledgements.add(producer.send(new ProducerRecord<>(topic.name(), partition, null, value)));
            }
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get();
            }
        }
    }

    private IngestWorker start() {
        return IngestWorker.start(IngestConfig.from(environment));
    }

    private int command(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "partitions";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        out.reset();
        err.reset();
        return WorkerCommands.run(environment, new PrintStream(out, true), new PrintStream(err, true), all);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** Over all lanes and reasons. */
    private static double sum(IngestWorker worker, String metric) throws Exception {
        return get(worker, "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
