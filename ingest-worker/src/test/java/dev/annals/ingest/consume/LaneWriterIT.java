package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.OutageListener;
import dev.annals.ingest.store.Outcome;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.store.Schema;
import dev.annals.ingest.store.Source;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneWriterIT {

    private static final Source SOURCE = new Source(new UUID(1, 2), "events", 0);
    private static final Batch BATCH =
            new Batch(List.of(new Advance(SOURCE, 0, 7)), List.of(), List.of(), List.of(), OptionalLong.empty());

    private TopicAdmin topicAdmin;
    private LaneWriter writer;
    private Connection blocker;

    @BeforeEach
    void blockThePosition() throws Exception {
        Database database = new Database(Backends.shared().newDatabase("lane_writer"), "", "");
        Schema.migrate(database);
        BatchWriter store = new BatchWriter(database, Clock.systemUTC(), new SilentListener());
        store.open(Map.of(SOURCE, 0L));
        LaneSettings settings = new LaneSettings(
                Map.of("bootstrap.servers", Backends.shared().bootstrapServers()),
                "events",
                "g",
                GroupProtocol.CLASSIC,
                1,
                1,
                Retention.NEVER);
        topicAdmin = new TopicAdmin(settings.adminProperties(0), "events");
        LaneMetrics metrics = new LaneMetrics(new SimpleMeterRegistry(), 0, Clock.systemUTC());
        writer = new LaneWriter("writer", store, new PartitionOpener(topicAdmin, store, metrics));
        blocker = DriverManager.getConnection(database.url());
        blocker.setAutoCommit(false);
        try (Statement statement = blocker.createStatement()) {
            statement.execute("select from ingest_positions for update");
        }
    }

    @AfterEach
    void close() throws Exception {
        blocker.close();
        writer.close();
        topicAdmin.close();
    }

    @Test
    void awaitBatch_returnsWhenTheBatchIsIn() {
        // Given
        writer.submit(BATCH);
        Thread waiting = Thread.currentThread();
        CompletableFuture<Void> release = CompletableFuture.runAsync(
                () -> releaseWhenItWaits(waiting), task -> new Thread(task, "release").start());

        // When
        writer.awaitBatch();

        // Then
        assertThat(writer.finished())
                .hasValueSatisfying(finished -> assertThat(finished.outcome()).isInstanceOf(Outcome.Stored.class));
        release.join();
    }

    @Test
    void awaitBatch_returnsAtOnce_whenTheBatchIsStuck() {
        // Given
        writer.submit(BATCH);
        Eventually.succeeds(() -> assertThat(writer.isAboutToFinish()).isFalse());

        // When
        long begin = System.nanoTime();
        writer.awaitBatch();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(writer.finished()).isEmpty();
    }

    /** On a connection that is open already: the batch has three seconds in all. */
    private void releaseWhenItWaits(Thread waiting) {
        Eventually.succeeds(() -> assertThat(waiting.getState()).isEqualTo(Thread.State.TIMED_WAITING));
        try {
            blocker.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nobody listens. */
    private static final class SilentListener implements OutageListener {
        @Override
        public void databaseDown(String reason) {}

        @Override
        public void databaseUp() {}
    }
}
