package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Generated;
import dev.annals.ingest.consume.GroupProtocol;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.Poison;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worker between a real Kafka and a real PostgreSQL. */
class IngestWorkerIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() {
        table = new TestDatabase(Backends.shared().newDatabase("worker"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_RETENTION", "never"); // generated events are of any age
    }

    @AfterEach
    void closeTopic() {
        topic.close();
    }

    @Test
    void worker_makesTheTopicAndStoresEveryEventOnce() throws Exception {
        // Given
        List<Event> events = new Generated(11).events(3_000);
        try (IngestWorker worker = start()) {
            awaitReady(worker);

            // When
            topic.send(events);

            // Then
            awaitDrained();
            assertThat(storedIds()).isEqualTo(ids(events));
            assertThat(get(worker, "/health/live").statusCode()).isEqualTo(200);
            Eventually.succeeds(() -> assertThat(get(worker, "/metrics").body())
                    .contains("annals_ingest_events_stored_total 3000.0")
                    .contains("annals_ingest_lag_records{lane=\"0\"} 0.0", "annals_ingest_lag_records{lane=\"1\"} 0.0")
                    .contains("kafka_consumer_"));
            Eventually.succeeds(() -> assertThat(committedOffsets()).isEqualTo(topic.endOffsets()));
        }
    }

    @Test
    void worker_storesTheGoodAndDeadLettersThePoison() throws Exception {
        // Given
        List<Event> events = new Generated(12).events(1_000);
        List<Poison> poisons = Poison.all();
        topic.create(3);
        for (int i = 0; i < events.size(); i++) {
            topic.send(topic.record(events.get(i)));
            if (i % 40 == 0 && i / 40 < poisons.size()) {
                topic.send(record(poisons.get(i / 40)));
            }
        }

        // When
        try (IngestWorker worker = start()) {
            awaitDrained();

            // Then
            assertThat(storedIds()).isEqualTo(ids(events));
            assertThat(table.count("dead_letters")).isEqualTo(poisons.size());
            for (Poison poison : poisons) {
                String key = " from dead_letters where convert_from(record_key, 'UTF8') = '" + poison.name() + "'";
                assertThat(table.column("select reason || ' ' || detail" + key))
                        .as(poison.name())
                        .singleElement()
                        .asString()
                        .startsWith(poison.reason() + " " + poison.detail());
                assertThat(table.value("select cardinality(header_names)" + key))
                        .isEqualTo(Integer.toString(poison.headers()));
            }
            Eventually.succeeds(
                    () -> assertThat(get(worker, "/health/ready").statusCode()).isEqualTo(200));
        }
    }

    @Test
    void worker_losesAndDuplicatesNothing_whenKilledUnderLoad() throws Exception {
        // Given
        int kills = Integer.getInteger("annals.kills", 2);
        Random random = new Random();
        topic.create(3);
        Load load = new Load(topic, 1_000);

        // When
        try (load) {
            for (int i = 0; i < kills; i++) {
                long before = storedCount();
                try (WorkerProcess worker = new WorkerProcess(environment)) {
                    long more = 500 + random.nextInt(2_000);
                    Eventually.succeeds(SOON, () -> assertThat(storedCount()).isGreaterThan(before + more));
                }
            }
        }
        try (WorkerProcess worker = new WorkerProcess(environment)) {
            awaitDrained();

            // Then
            assertThat(storedIds()).isEqualTo(load.acknowledged());
            assertThat(table.count("events")).isEqualTo(load.acknowledged().size());
            assertThat(table.count("dead_letters")).isZero();
            assertThat(worker.stop()).isEqualTo(143); // ended by the signal, after its shutdown hook
        }
    }

    @ParameterizedTest
    @EnumSource
    void workers_shareThePartitions_whileTheyComeAndGo(GroupProtocol protocol) throws Exception {
        // Given
        environment.put("ANNALS_WORKER_GROUP_PROTOCOL", protocol.toString());
        topic.create(6);
        try (Load load = new Load(topic, 1_000);
                IngestWorker first = start()) {
            awaitReady(first);

            // When
            for (int i = 0; i < 2; i++) {
                try (IngestWorker second = start()) {
                    Eventually.succeeds(
                            SOON,
                            () -> assertThat(metric(second, "annals_ingest_events_stored_total"))
                                    .isGreaterThan(300));
                }
            }
            load.close();

            // Then
            awaitDrained();
            assertThat(storedIds()).isEqualTo(load.acknowledged());
            assertThat(table.count("events")).isEqualTo(load.acknowledged().size());
        }
    }

    @Test
    void worker_readsFromTheStart_whenTheTopicIsMadeAnew() throws Exception {
        // Given
        topic.create(1);
        List<Event> before = new Generated(13).events(100);
        List<Event> after = new Generated(14).events(150); // more than before, so that old offsets exist
        topic.send(before);
        try (IngestWorker worker = start()) {
            awaitDrained();

            // When
            Uuid old = topic.id();
            topic.delete();
            Eventually.succeeds(() -> assertThat(topic.idMadeAnew()).isNotEqualTo(old)); // perhaps by the worker
            Eventually.succeeds(topic::endOffsets);
            topic.send(after);

            // Then
            Set<UUID> all = ids(before);
            all.addAll(ids(after));
            Eventually.succeeds(SOON, () -> assertThat(storedIds()).isEqualTo(all));
            assertThat(table.count("events")).isEqualTo(all.size());
            awaitReady(worker);
        }
    }

    @Test
    void worker_passesAbortedRecordsAndMarkers() throws Exception {
        // Given
        topic.create(1);
        List<Event> committed = new Generated(15).events(50);
        List<Event> aborted = new Generated(16).events(50);
        try (KafkaProducer<byte[], byte[]> producer = topic.newProducer(Map.of("transactional.id", prefix))) {
            producer.initTransactions();
            producer.beginTransaction();
            committed.forEach(event -> producer.send(topic.record(event)));
            producer.commitTransaction();
            producer.beginTransaction();
            aborted.forEach(event -> producer.send(topic.record(event)));
            producer.flush();
            producer.abortTransaction();
        }

        // When
        try (IngestWorker worker = start()) {
            awaitDrained(); // also the aborted records and the markers are behind the position

            // Then
            assertThat(storedIds()).isEqualTo(ids(committed));
        }
    }

    @Test
    void worker_saysWhatWasLost_whenRetentionWasFaster() throws Exception {
        // Given
        topic.create(1);
        List<Event> events = new Generated(17).events(100);
        topic.send(events.subList(0, 20));
        try (IngestWorker worker = start()) {
            awaitDrained();
        }
        topic.send(events.subList(20, 100));
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        topic.admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(50)))
                .all()
                .get();

        // When
        try (IngestWorker worker = start()) {
            awaitDrained();

            // Then
            List<Event> stored = new ArrayList<>(events.subList(0, 20));
            stored.addAll(events.subList(50, 100));
            assertThat(storedIds()).isEqualTo(ids(stored));
            assertThat(metric(worker, "annals_ingest_records_lost_total")).isEqualTo(30);
            assertThat(gaps()).containsExactly("0 20 50 RETENTION");
        }
        try (IngestWorker next = start()) {
            awaitReady(next);
            assertThat(metric(next, "annals_ingest_records_lost_total")).isZero();
            assertThat(gaps()).hasSize(1);
        }
    }

    @Test
    void worker_goesOnAtTheEndOfTheLog_whenKafkaLostWhatWasStored() throws Exception {
        // Given
        topic.create(1);
        List<Event> events = new Generated(20).events(30);
        topic.send(events.subList(0, 20));
        try (IngestWorker worker = start()) {
            awaitDrained();
        }
        table.execute("update ingest_positions set next_offset = 70"); // as if Kafka had lost 50 of 70 records

        // When
        try (IngestWorker worker = start()) {
            awaitReady(worker);
            topic.send(events.subList(20, 30));

            // Then
            Eventually.succeeds(() -> assertThat(storedIds()).isEqualTo(ids(events)));
            awaitDrained();
            assertThat(gaps()).containsExactly("0 20 70 TRUNCATION");
        }
    }

    @Test
    void worker_goesOnWhereItWas_whenTheGroupWasDeleted() throws Exception {
        // Given
        topic.create(2);
        List<Event> events = new Generated(18).events(100);
        topic.send(events.subList(0, 50));
        try (IngestWorker worker = start()) {
            awaitDrained();
        }
        Eventually.succeeds(() -> topic.admin() // not before its last member has left
                .deleteConsumerGroups(List.of(environment.get("ANNALS_WORKER_GROUP_ID")))
                .all()
                .get());
        topic.send(events.subList(50, 100));

        // When
        try (IngestWorker worker = start()) {
            awaitDrained();

            // Then
            assertThat(storedIds()).isEqualTo(ids(events));
            assertThat(metric(worker, "annals_ingest_events_duplicate_total")).isZero();
        }
    }

    @Test
    void worker_storesOneRow_whenTheSameBytesCameThreeTimes() throws Exception {
        // Given
        topic.create(3);
        List<Event> events = new Generated(19).events(200);
        for (int partition = 0; partition < 3; partition++) {
            for (Event event : events) {
                topic.send(new ProducerRecord<>(topic.name(), partition, null, EventJson.encode(event)));
            }
        }

        // When
        try (IngestWorker worker = start()) {
            awaitDrained();

            // Then
            assertThat(table.count("events")).isEqualTo(200);
            Eventually.succeeds(() -> assertThat(metric(worker, "annals_ingest_events_duplicate_total"))
                    .isEqualTo(400));
            assertThat(table.count("dead_letters")).isZero();
        }
    }

    private List<String> gaps() throws SQLException {
        return table.column("select concat_ws(' ', partition, from_offset, to_offset, reason) from ingest_gaps");
    }

    private IngestWorker start() {
        return IngestWorker.start(IngestConfig.from(environment));
    }

    private static ProducerRecord<byte[], byte[]> toRecord(String topic, Poison poison) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, poison.name().getBytes(StandardCharsets.UTF_8), poison.value());
        for (int i = 0; i < poison.headers(); i++) {
            record.headers().add("h" + i, new byte[] {1});
        }
        return record;
    }

    private ProducerRecord<byte[], byte[]> record(Poison poison) {
        return toRecord(topic.name(), poison);
    }

    /** Every offset of the topic is behind the stored positions. */
    private void awaitDrained() {
        Eventually.succeeds(SOON, () -> {
            String positions = table.value("select coalesce(sum(next_offset), 0) from ingest_positions");
            assertThat(Long.parseLong(positions)).isEqualTo(topic.endOffsets()).isPositive();
        });
    }

    private static void awaitReady(IngestWorker worker) {
        Eventually.succeeds(
                SOON, () -> assertThat(get(worker, "/health/ready").body()).isEqualTo("ok\n"));
    }

    private long storedCount() throws SQLException {
        return table.column("select to_regclass('events')").get(0) == null ? 0 : table.count("events");
    }

    private Set<UUID> storedIds() throws SQLException {
        return table.column("select id from events").stream()
                .map(UUID::fromString)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<UUID> ids(List<Event> events) {
        return events.stream().map(Event::id).collect(Collectors.toCollection(HashSet::new));
    }

    private long committedOffsets() throws Exception {
        return topic
                .admin()
                .listConsumerGroupOffsets(environment.get("ANNALS_WORKER_GROUP_ID"))
                .partitionsToOffsetAndMetadata()
                .get()
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private static double metric(IngestWorker worker, String name) throws Exception {
        return get(worker, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static HttpResponse<String> get(IngestWorker worker, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(worker.httpUri().resolve(path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
