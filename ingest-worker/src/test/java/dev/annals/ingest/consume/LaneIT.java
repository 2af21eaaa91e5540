package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.ingest.TestDatabase;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.OutageListener;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Schema;
import dev.annals.testkit.Backends;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LaneIT {

    /** A lane that did not poll for this long would lose its place in the group. */
    private static final int MAX_POLL_INTERVAL_MS = 2_000;

    private final Listener listener = new Listener();

    @Test
    void lane_goesOnPolling_whilePostgresIsAway() throws Exception {
        // Given
        String kafka = Backends.shared().bootstrapServers();
        String topic = "lane" + UUID.randomUUID() + ".events";
        try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.temporary();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            postgres.start();
            Database database = new Database(postgres.jdbcUrl(), "", "");
            Schema.migrate(database);
            LaneSettings settings = new LaneSettings(
                    Map.of("bootstrap.servers", kafka, "max.poll.interval.ms", "" + MAX_POLL_INTERVAL_MS),
                    topic,
                    topic,
                    GroupProtocol.CLASSIC,
                    100,
                    1_000_000,
                    Retention.NEVER);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            LaneMetrics metrics = new LaneMetrics(registry, 0, Clock.systemUTC());
            try (Lane lane = new Lane(
                    0,
                    settings,
                    () -> new BatchWriter(database, Clock.systemUTC(), listener),
                    listener,
                    metrics,
                    Clock.systemUTC())) {
                lane.start();
                Eventually.succeeds(() -> assertThat(listener.partitions).isEqualTo(6));
                Eventually.succeeds(() -> assertThat(listener.unopened).isZero());

                // When
                postgres.stop();
                for (int i = 0; i < 500; i++) { // more than one batch: reading must pause as well
                    producer.send(new ProducerRecord<>(topic, event())).get();
                }
                Eventually.succeeds(() -> assertThat(listener.outages).hasPositiveValue());
                long end = System.nanoTime() + 3L * MAX_POLL_INTERVAL_MS * 1_000_000;
                Eventually.succeeds(() -> assertThat(System.nanoTime()).isGreaterThan(end));

                // Then
                Eventually.succeeds(() -> assertThat(lag(registry)).isEqualTo(500)); // also those that do not fit

                // When
                postgres.start();

                // Then
                Eventually.succeeds(() -> assertThat(stored(postgres)).isEqualTo(500));
                assertThat(listener.leavings).hasValue(0);
            }
        }
    }

    @Test
    void lane_beginsAnew_whenItFailedForAReasonNobodyForesaw() {
        // Given
        String topic = "lane" + UUID.randomUUID() + ".events";
        Database database = new Database(Backends.shared().newDatabase("lane"), "", "");
        Schema.migrate(database);
        LaneSettings settings = new LaneSettings(
                Map.of("bootstrap.servers", Backends.shared().bootstrapServers()),
                topic,
                topic,
                GroupProtocol.CLASSIC,
                100,
                1_000_000,
                Retention.NEVER);
        AtomicInteger attempts = new AtomicInteger();
        try (Lane lane = new Lane(
                0,
                settings,
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("unforeseen");
                    }
                    return new BatchWriter(database, Clock.systemUTC(), listener);
                },
                listener,
                new LaneMetrics(new SimpleMeterRegistry(), 0, Clock.systemUTC()),
                Clock.systemUTC())) {
            // When
            lane.start();

            // Then
            Eventually.succeeds(() -> assertThat(listener.partitions).isEqualTo(6));
            Eventually.succeeds(() -> assertThat(listener.unopened).isZero());
            assertThat(attempts).hasValue(2);
            assertThat(listener.complaints)
                    .containsExactly(
                            "annals-lane-0 failed and begins anew: java.lang.IllegalStateException: unforeseen");
        }
        assertThat(listener.leavings).hasValue(1);
    }

    private static double lag(SimpleMeterRegistry registry) {
        return registry.get("annals.ingest.lag.records").gauge().value();
    }

    private static long stored(EmbeddedPostgresServer postgres) throws Exception {
        return new TestDatabase(postgres.jdbcUrl()).count("events");
    }

    private static byte[] event() {
        return EventJson.encode(Event.draft("a", "a.b").toEvent());
    }

    /** Notes what it hears. */
    private static final class Listener implements LaneListener, OutageListener {
        private final AtomicInteger leavings = new AtomicInteger();
        private final AtomicInteger outages = new AtomicInteger();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private volatile int partitions;
        private volatile int unopened;

        @Override
        public void turned() {}

        @Override
        public void assigned(int now, int notOpen) {
            unopened = notOpen;
            partitions = now;
        }

        @Override
        public void stopped(Collection<String> reasons) {}

        @Override
        public void left() {
            leavings.incrementAndGet();
        }

        @Override
        public void kafkaUp() {}

        @Override
        public void kafkaDown(String reason) {
            complaints.add(reason);
        }

        @Override
        public void databaseDown(String reason) {
            outages.incrementAndGet();
        }

        @Override
        public void databaseUp() {}
    }
}
