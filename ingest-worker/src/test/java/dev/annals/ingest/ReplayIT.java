package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Generated;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Positions that an operator sets back, with the worker, Kafka and PostgreSQL. */
class ReplayIT {

    private static final long HOUR_MS = 3_600_000;
    private static final long START_MS = System.currentTimeMillis() / HOUR_MS * HOUR_MS - 20 * HOUR_MS;

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("replay"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        topic.create(2);
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
    void lostRows_areStoredAgain_andNothingTwice() throws Exception {
        // Given: ten events an hour apart on each partition, stored, and some of their rows gone
        List<Event> events = new Generated(41).events(20);
        sendHourly(0, events.subList(0, 10));
        sendHourly(1, events.subList(10, 20));
        storeAll(20);
        table.execute("delete from events where id = '" + events.get(7).id() + "'");
        table.execute("delete from events where id = '" + events.get(2).id() + "'");

        // When
        OperatorRun tried = run("--from", hour(5), "--dry-run");
        OperatorRun done = run("--from", hour(5));

        // Then
        assertThat(tried.out()).endsWith("would read 10 records since " + hour(5) + " again\n");
        assertThat(done)
                .isEqualTo(new OperatorRun(
                        0,
                        topic.name() + "-0 from 10 to 5: 5 records again\n" + topic.name()
                                + "-1 from 10 to 5: 5 records again\nto be read again: 10 records since " + hour(5)
                                + "; start the workers\n",
                        ""));

        // When
        storeAll(20 - 1 + 1); // without that of hour 2, with the event about the replay

        // Then
        assertThat(table.column("select concat_ws(' ', type, actor_id, metadata->>'records', metadata->>'partitions')"
                        + " from events where category = 'system'"))
                .containsExactly("positions.set_back ada 10 2");
        assertThat(table.count("events where id = '" + events.get(7).id() + "'"))
                .isEqualTo(1);
        assertThat(table.count("events where id = '" + events.get(2).id() + "'"))
                .isZero();
    }

    @Test
    void nothingIsChanged_whileAWorkerRuns_andItIsNamed() throws Exception {
        // Given
        sendHourly(0, new Generated(42).events(3));
        try (IngestWorker worker = start()) {
            Eventually.succeeds(() -> assertThat(table.count("events")).isEqualTo(3));

            // When
            OperatorRun run = run("--from", hour(0));
            OperatorRun tried = run("--from", hour(0), "--dry-run");

            // Then
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("annals replay: a worker is running, stop all of them first; nothing was changed: ")
                    .contains("member " + prefix + "ingest-lane-0 of the group " + prefix + "ingest, from ")
                    .contains("a worker's connection to PostgreSQL, pid ");
            assertThat(tried.out()).contains("would read 3 records");
            assertThat(positions()).containsExactly("3", "0");
            assertThat(worker.httpUri()).isNotNull();
        }
    }

    /** Of another group, or one that Kafka has thrown out: only the database knows it. */
    @Test
    void workerThatOnlyTheDatabaseKnows_isInTheWay() throws Exception {
        // Given
        sendHourly(0, new Generated(43).events(3));
        storeAll(3);
        try (Connection zombie = DriverManager.getConnection(table.url() + "&ApplicationName=annals-worker")) {

            // When
            OperatorRun run = run("--from", hour(0));

            // Then
            assertThat(zombie.isValid(5)).isTrue();
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains("a worker's connection to PostgreSQL, pid ")
                    .doesNotContain("member ");
            assertThat(positions()).containsExactly("3", "0");
        }
    }

    @Test
    void positions_areNeverSetForward_andOnePartitionAloneCanBeSetBack() throws Exception {
        // Given
        sendHourly(0, new Generated(44).events(6));
        sendHourly(1, new Generated(45).events(6));
        storeAll(12);
        table.execute("update ingest_positions set next_offset = 1 where partition = 1");

        // When
        OperatorRun one = run("--from", hour(4), "--partition", "0");
        OperatorRun both = run("--from", hour(3));
        OperatorRun nothing = run("--from", "2100-01-01T00:00:00Z");

        // Then
        assertThat(one.out()).startsWith(topic.name() + "-0 from 6 to 4: 2 records again\nto be read again: 2 records");
        assertThat(both.out()).contains("-0 from 4 to 3: 1 record again").contains("-1 from 1 to 1: 0 records");
        assertThat(nothing.out()).contains("to be read again: 0 records");
        assertThat(positions()).containsExactly("3", "1");
    }

    @Test
    void stoppedPartition_staysStopped_andGoesOnThroughWhatWasResumed() throws Exception {
        // Given: two stretches of poison, the first of them seen by an operator
        poison(120);
        sendHourly(0, new Generated(46).events(5));
        try (IngestWorker worker = start()) {
            awaitStops(1);
            resume();
            awaitStops(2);
            assertThat(worker.httpUri()).isNotNull();
        }
        awaitSessionsEnded();

        // When
        OperatorRun done = run("--from", hour(0));

        // Then
        assertThat(done.out())
                .contains(
                        "-0 from 100 to 0: 100 records again; it is stopped, and stays so until: partitions resume\n");

        // When
        try (IngestWorker worker = start()) {
            resume();

            // Then: it stops no more where it was resumed
            Eventually.succeeds(() ->
                    assertThat(table.count("events where category <> 'system'")).isEqualTo(5));
            assertThat(table.count("partition_stops")).isEqualTo(2);
            assertThat(table.count("dead_letters")).isEqualTo(120);
            assertThat(worker.httpUri()).isNotNull();
        }
    }

    @Test
    void whatKafkaHasNoMore_isToldAndNotReadAgain() throws Exception {
        // Given
        sendHourly(0, new Generated(47).events(10));
        storeAll(10);
        topic.admin()
                .deleteRecords(Map.of(new TopicPartition(topic.name(), 0), RecordsToDelete.beforeOffset(4)))
                .all()
                .get();

        // When
        OperatorRun run = run("--from", hour(1));
        storeAll(11);

        // Then
        assertThat(run.out()).contains("-0 from 10 to 4: 6 records again; Kafka has nothing older\n");
        assertThat(table.count("ingest_gaps")).isZero();
    }

    @Test
    void command_saysWhatIsNotThere() {
        assertThat(run().status()).isEqualTo(2);
        assertThat(run("--from", "yesterday").status()).isEqualTo(2);
        assertThat(run("--from", hour(0), "--topic", "nobodys").err())
                .isEqualTo("annals replay: Kafka has no topic nobodys\n");
        assertThat(run("--from", hour(0)).err()).contains("a worker makes and upgrades the tables: start one first");
    }

    private void storeAll(int rows) throws Exception {
        try (IngestWorker worker = start()) {
            Eventually.succeeds(() -> assertThat(table.count("events")).isEqualTo(rows));
            Eventually.succeeds(() -> assertThat(table.value("select sum(next_offset) from ingest_positions"))
                    .isEqualTo(Long.toString(topic.endOffsets())));
            assertThat(worker.httpUri()).isNotNull();
        }
        awaitSessionsEnded();
    }

    private void awaitSessionsEnded() {
        Eventually.succeeds(() -> assertThat(table.count(
                        "pg_stat_activity where datname = current_database() and application_name = 'annals-worker'"))
                .isZero());
    }

    private void awaitStops(int stops) {
        Eventually.succeeds(() -> assertThat(table.count("partition_stops")).isEqualTo(stops));
    }

    private void resume() {
        assertThat(OperatorRun.of(environment, "partitions", "resume", "--all").status())
                .isZero();
    }

    private void sendHourly(int partition, List<Event> events) throws Exception {
        for (int i = 0; i < events.size(); i++) {
            ProducerRecord<byte[], byte[]> record = topic.record(events.get(i));
            topic.send(new ProducerRecord<>(
                    topic.name(), partition, START_MS + i * HOUR_MS, record.key(), record.value()));
        }
    }

    private void poison(int records) throws Exception {
        for (int i = 0; i < records; i++) {
            topic.send(
                    new ProducerRecord<>(topic.name(), 0, START_MS, null, "poison".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String hour(int number) {
        return Instant.ofEpochMilli(START_MS + number * HOUR_MS).toString();
    }

    private List<String> positions() throws Exception {
        return table.column("select next_offset from ingest_positions order by partition");
    }

    private IngestWorker start() {
        return IngestWorker.start(IngestConfig.from(environment));
    }

    private OperatorRun run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "replay";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return OperatorRun.of(environment, all);
    }
}
