package dev.annals.ingest;

import dev.annals.ingest.activity.ActivityStream;
import dev.annals.ingest.consume.Lane;
import dev.annals.ingest.consume.LaneMetrics;
import dev.annals.ingest.consume.LaneSettings;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Schema;
import dev.annals.ingest.upkeep.DeadLetterCount;
import dev.annals.ingest.upkeep.RetentionSchedule;
import dev.annals.ingest.upkeep.RollupSchedule;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker: stores each event of the topic exactly once in PostgreSQL. Its lanes, and those of other workers, share the
 * topic's partitions.
 *
 * <p>Starts without Kafka and without PostgreSQL, and waits for them; {@code /health/ready} says for what. Thread-safe.
 */
public final class IngestWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IngestWorker.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PREPARATION_TO_END = Duration.ofSeconds(15);

    private final Database database;
    private final IngestHealth health;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable ActivityStream activity; // none if it is off: then not even its classes are loaded
    private final RetentionSchedule retention;
    private final RollupSchedule rollup;
    private final DeadLetterCount deadLetters;
    private final HealthServer http;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread starter = new Thread(this::prepareAndStart, "annals-worker-start");

    private IngestWorker(IngestConfig config, Clock clock) {
        this.database = config.database();
        this.health = new IngestHealth(config.lanes(), System::nanoTime);
        this.http = HealthServer.start(config.httpHost(), config.httpPort(), health, registry);
        LaneSettings settings = config.laneSettings();
        for (LaneHealth laneHealth : health.lanes()) {
            lanes.add(new Lane(
                    laneHealth.number(),
                    settings,
                    () -> new BatchWriter(database, clock, laneHealth),
                    laneHealth,
                    new LaneMetrics(registry, laneHealth.number(), clock),
                    clock));
        }
        this.activity = config.activity() ? new ActivityStream(config.activitySettings(), registry) : null;
        this.retention = new RetentionSchedule(
                database, config.retention(), config.retentionEvery(), config.purgeEvents(), registry, clock);
        this.rollup = new RollupSchedule(database, registry, clock);
        this.deadLetters = new DeadLetterCount(database, registry);
    }

    /**
     * Starts, and returns at once: what it waits for, it waits for in the background.
     *
     * @throws IllegalStateException if the HTTP address is taken
     */
    public static IngestWorker start(IngestConfig config) {
        log.info("Starting with {}", config);
        IngestWorker worker = new IngestWorker(config, Clock.systemUTC());
        log.info("Answering on {}, where /health/ready says what it waits for", worker.httpUri());
        worker.starter.start();
        return worker;
    }

    /** Where {@code /health/live}, {@code /health/ready} and {@code /metrics} are. */
    public URI httpUri() {
        return http.uri();
    }

    private void prepareAndStart() {
        boolean told = false;
        while (stopping.getCount() > 0) {
            health.preparing();
            try {
                Schema.migrate(database);
                health.prepared();
                lanes.forEach(Lane::start);
                retention.start();
                rollup.start();
                deadLetters.start();
                if (activity != null) {
                    activity.start();
                }
                awaitReady();
                return;
            } catch (RuntimeException e) {
                health.notPrepared("PostgreSQL at " + database + " cannot be prepared: " + e.getMessage());
                if (!told) {
                    log.warn("PostgreSQL at {} cannot be prepared, trying until it can: {}", database, e.getMessage());
                }
                told = true;
                awaitStop();
            }
        }
    }

    /** Told once; later troubles are told where they happen. */
    private void awaitReady() {
        while (stopping.getCount() > 0 && !health.notReady().isEmpty()) {
            awaitStop();
        }
        if (stopping.getCount() > 0) {
            log.info("Ready: storing events, health and metrics on {}", httpUri());
        }
    }

    /** Lets the batches in hand finish, leaves the group and frees everything; within about half a minute. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            starter.join(PREPARATION_TO_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (activity != null) {
            activity.stop(); // while the lanes stop too
        }
        Lane.closeAll(lanes);
        retention.close();
        rollup.close();
        deadLetters.close();
        if (activity != null) {
            activity.close();
        }
        http.close();
        registry.close();
        log.info("Stopped");
    }

    private void awaitStop() {
        try {
            stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }

    @Override
    public String toString() {
        return "annals-worker{" + httpUri() + ", " + database + "}";
    }
}
