package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.TestDatabase;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.OutageListener;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Schema;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with Kafka's in-memory consumer, which has what partitions a test gives it, and everything else real. */
class PollLoopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String topic = "loop" + UUID.randomUUID() + ".events";
    private final TopicPartition healthy = new TopicPartition(topic, 0);

    /** There is none of this number, so Kafka can tell as little about it as about one without a leader. */
    private final TopicPartition leaderless = new TopicPartition(topic, 99);

    private final AtomicLong timeAhead = new AtomicLong();
    private final Listener listener = new Listener();
    private final MockConsumer<byte[], byte[]> consumer = new PacedConsumer();
    private TestDatabase table;
    private TopicAdmin topicAdmin;
    private PollLoop loop;
    private Thread thread;

    @BeforeEach
    void start() {
        Database database = new Database(Backends.shared().newDatabase("poll_loop"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        Properties properties = new Properties();
        properties.put("bootstrap.servers", Backends.shared().bootstrapServers());
        topicAdmin = new TopicAdmin(properties, topic);
        topicAdmin.ensureExists();
        Eventually.succeeds(() ->
                assertThat(topicAdmin.firstOffsets(Set.of(healthy), PATIENCE)).containsKey(healthy));
        BatchWriter store = new BatchWriter(database, Clock.systemUTC(), listener);
        LaneMetrics metrics = new LaneMetrics(new SimpleMeterRegistry(), 0, Clock.systemUTC());
        loop = new PollLoop(
                consumer,
                topic,
                new LaneWriter("writer", store, new PartitionOpener(topicAdmin, store, metrics)),
                new Ahead(new Decoder(Clock.systemUTC(), Retention.NEVER), 100, 1_000_000),
                topicAdmin,
                listener,
                metrics,
                () -> System.nanoTime() + timeAhead.get());
        thread = new Thread(loop, "loop");
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        loop.stop();
        thread.join();
        topicAdmin.close();
    }

    @Test
    void records_areStored_whileAnotherPartitionIsTriedAgain() {
        // Given
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(healthy, leaderless)));
        Eventually.succeeds(() -> assertThat(listener.partitions).isEqualTo(2));
        Eventually.succeeds(() -> assertThat(listener.unopened).isEqualTo(1));
        long begin = System.nanoTime();

        // When
        consumer.schedulePollTask(() -> {
            timeAhead.addAndGet(Duration.ofSeconds(15).toNanos());
            consumer.addRecord(new ConsumerRecord<>(topic, 0, 0, new byte[0], new byte[] {'x'}));
        });

        // Then
        Eventually.succeeds(() -> assertThat(table.count("dead_letters")).isEqualTo(1));
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(4_500)); // the attempt came first, and was short
        assertThat(listener.unopened).isEqualTo(1);
    }

    /** Waits a little when asked for records, as the real one does. */
    private static final class PacedConsumer extends MockConsumer<byte[], byte[]> {

        PacedConsumer() {
            super("none");
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // others may act while it waits
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            return super.poll(timeout);
        }
    }

    /** Notes how many partitions wait. */
    private static final class Listener implements LaneListener, OutageListener {

        private volatile int unopened;
        private volatile int partitions;

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
        public void left() {}

        @Override
        public void kafkaUp() {}

        @Override
        public void kafkaDown(String reason) {}

        @Override
        public void databaseDown(String reason) {}

        @Override
        public void databaseUp() {}
    }
}
