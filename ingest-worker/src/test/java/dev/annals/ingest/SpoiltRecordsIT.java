package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Borderline;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Generated;
import dev.annals.event.InvalidEventException;
import dev.annals.event.MalformedEventException;
import dev.annals.event.SpoiltJson;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of malformed and borderline documents among good ones, and a worker that goes on through them. */
class SpoiltRecordsIT {

    private static final int RECORDS = 50_000;
    private static final int FIRST = 10_000;
    private static final int PARTITIONS = 6;
    private static final int ONE_IN = 10; // twice as many would stop their partition
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** The records are some three times as large, even before they are decoded. */
    private static final long FLAT = 24 << 20;

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Random random = new Random(20_261_123);
    private final Borderline borderline = new Borderline(random);
    private final Generated usual = new Generated(random.nextLong());
    private final SpoiltJson spoilt = new SpoiltJson(random);
    private final Instant start = Instant.now();
    private final TreeSet<String> expectedRows = new TreeSet<>();
    private final TreeSet<String> expectedLetters = new TreeSet<>();
    private TestDatabase table;
    private TestTopic topic;
    private IngestWorker worker;

    @BeforeEach
    void startWorker() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("spoilt"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        topic.create(PARTITIONS);
        worker = IngestWorker.start(IngestConfig.from(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS",
                Backends.shared().bootstrapServers(),
                "ANNALS_KAFKA_TOPIC_PREFIX",
                prefix,
                "ANNALS_DATABASE_URL",
                table.url(),
                "ANNALS_WORKER_GROUP_ID",
                prefix + "ingest",
                "ANNALS_WORKER_HTTP_PORT",
                "0",
                "ANNALS_WORKER_ACTIVITY",
                "off",
                "ANNALS_WORKER_RETENTION",
                "never")));
    }

    @AfterEach
    void stop() {
        worker.close();
        topic.close();
    }

    @Test
    void worker_makesARowOrALetterOfEach_withoutARestart_andInTheSameMemory() throws Exception {
        // Given
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            values.add(i % ONE_IN == 0 ? spoilt.of(EventJson.encode(event())) : EventJson.encode(event()));
        }
        send(values.subList(0, FIRST), 0);
        awaitAll();
        List<Long> threads = laneThreads();
        long before = liveHeap();

        // When
        send(values.subList(FIRST, RECORDS), FIRST);
        awaitAll();

        // Then
        assertThat(liveHeap() - before).isLessThan(FLAT);
        assertThat(laneThreads()).hasSize(4).isEqualTo(threads); // a lane that fails is made anew, with another writer
        assertThat(new TreeSet<>(table.column("select concat_ws(' ', id, type, severity, resource_id) from events")))
                .isEqualTo(expectedRows);
        assertThat(table.count("events")).isEqualTo(expectedRows.size());
        assertThat(table.column("select concat_ws(' ', partition, record_offset, reason, md5(record_value)) from"
                        + " dead_letters where detail <> ''"))
                .containsExactlyInAnyOrderElementsOf(expectedLetters);
        assertThat(expectedLetters.size()).isBetween(RECORDS / ONE_IN / 2, RECORDS / ONE_IN);
        assertThat(table.count("partition_stops") + table.count("ingest_gaps")).isZero();
    }

    private Event event() {
        return random.nextInt(10) == 0 ? borderline.eventBefore(start) : usual.event();
    }

    /** Ten in a row to each partition, so that the spoilt ones are spread evenly. */
    private void send(List<byte[]> values, int first) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = topic.newProducer(Map.of())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                int partition = (first + i) / ONE_IN % PARTITIONS;
                sent.add(producer.send(new ProducerRecord<>(topic.name(), partition, null, values.get(i))));
            }
            for (int i = 0; i < values.size(); i++) {
                expect(values.get(i), sent.get(i).get());
            }
        }
    }

    private void expect(byte[] value, RecordMetadata place) throws Exception {
        try {
            Event event = EventJson.decode(value);
            if (event.insertedAt().isAfter(start.plus(Duration.ofHours(24)))) {
                expectLetter("TIMESTAMP_OUT_OF_RANGE", value, place);
                return;
            }
            expectedRows.add(event.id() + " " + event.type() + " "
                    + event.severity().name().toLowerCase(Locale.ROOT)
                    + (event.resource() == null ? "" : " " + event.resource().id()));
        } catch (MalformedEventException e) {
            expectLetter("UNDECODABLE", value, place);
        } catch (InvalidEventException e) {
            expectLetter("INVALID", value, place);
        }
    }

    private void expectLetter(String reason, byte[] value, RecordMetadata place) throws Exception {
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(value));
        expectedLetters.add(place.partition() + " " + place.offset() + " " + reason + " " + md5);
    }

    private void awaitAll() {
        Eventually.succeeds(
                PATIENCE,
                () -> assertThat(table.value("select sum(next_offset) from ingest_positions"))
                        .isEqualTo(Long.toString(topic.endOffsets())));
    }

    private static List<Long> laneThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("annals-lane-"))
                .map(Thread::getId)
                .sorted()
                .toList();
    }

    private static long liveHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
