package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.ingest.TestDatabase;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.OutageListener;
import dev.annals.ingest.store.Schema;
import dev.annals.ingest.store.Source;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionOpenerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String topic = "opener" + UUID.randomUUID() + ".events";
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private TestDatabase table;
    private TopicAdmin topicAdmin;
    private final Listener listener = new Listener();
    private BatchWriter store;
    private PartitionOpener opener;

    @BeforeEach
    void openNothing() {
        Database database = new Database(Backends.shared().newDatabase("partition_opener"), "", "");
        Schema.migrate(database);
        table = new TestDatabase(database.url());
        store = new BatchWriter(database, Clock.systemUTC(), listener);
        Properties properties = new Properties();
        properties.put("bootstrap.servers", Backends.shared().bootstrapServers());
        topicAdmin = new TopicAdmin(properties, topic);
        opener = new PartitionOpener(
                topicAdmin, store, new LaneMetrics(new SimpleMeterRegistry(), 0, Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        store.close();
        topicAdmin.close();
    }

    @Test
    void open_beginsWhereKafkaEnds_whenKafkaHasLostWhatIsStored() {
        // Given
        Source source = new Source(createTopic(), topic, 0);
        store.open(Map.of(source, 10L));

        // When / Then
        assertThat(opener.open(Set.of(partition), PATIENCE))
                .containsExactly(new PartitionOpening.Opened(partition, source, 0));
    }

    @Test
    void open_takesNothingForLost_whenTheLogGrewWhilePostgresWasAsked() throws Exception {
        // Given: another worker is ahead of the end that Kafka tells first
        Source source = new Source(createTopic(), topic, 0);
        store.open(Map.of(source, 10L));
        listener.onAnswer = () -> send(10);

        // When
        List<PartitionOpening> openings = opener.open(Set.of(partition), PATIENCE);

        // Then
        assertThat(openings).containsExactly(new PartitionOpening.Opened(partition, source, 10));
        assertThat(table.count("ingest_gaps")).isZero();
    }

    private void send(int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Backends.shared().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, new byte[0]));
            }
        }
    }

    @Test
    void open_fails_whenTheTopicIsGone() {
        assertThatThrownBy(() -> opener.open(Set.of(partition), PATIENCE))
                .isInstanceOf(UnknownTopicOrPartitionException.class)
                .hasMessage("the topic of [" + partition + "] is gone");
    }

    /** Returns when its leader answers. */
    private UUID createTopic() {
        topicAdmin.ensureExists();
        Eventually.succeeds(() ->
                assertThat(topicAdmin.firstOffsets(Set.of(partition), PATIENCE)).containsEntry(partition, 0L));
        return TopicAdmin.await(topicAdmin.id()).orElseThrow();
    }

    /** Does something when PostgreSQL has answered, once. */
    private static final class Listener implements OutageListener {
        private Runnable onAnswer = () -> {};

        @Override
        public void databaseDown(String reason) {}

        @Override
        public void databaseUp() {
            Runnable once = onAnswer;
            onAnswer = () -> {};
            once.run();
        }
    }
}
