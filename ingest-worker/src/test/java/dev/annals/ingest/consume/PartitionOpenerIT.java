package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionOpenerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String topic = "opener" + UUID.randomUUID() + ".events";
    private final TopicPartition partition = new TopicPartition(topic, 0);
    private TopicAdmin topicAdmin;
    private BatchWriter store;
    private PartitionOpener opener;

    @BeforeEach
    void openNothing() {
        Database database = new Database(Backends.shared().newDatabase("partition_opener"), "", "");
        Schema.migrate(database);
        store = new BatchWriter(database, Clock.systemUTC(), new Silent());
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
                .containsExactly(new PartitionOpener.Opened(partition, source, 10, 0));
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

    /** Nobody listens. */
    private static final class Silent implements OutageListener {
        @Override
        public void databaseDown(String reason) {}

        @Override
        public void databaseUp() {}
    }
}
