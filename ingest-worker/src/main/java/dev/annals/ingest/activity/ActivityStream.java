package dev.annals.ingest.activity;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topic {@code events.activity} true. Whatever goes wrong, it begins again from its last commit, and nothing of
 * it reaches the lanes: storing events does not depend on counting them.
 *
 * <p>Owns its thread, and Kafka Streams' threads; {@link #start()}, {@link #stop()} and {@link #close()} may be called from
 * any.
 */
public final class ActivityStream implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ActivityStream.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final ActivitySettings settings;
    private final MeterRegistry registry;
    private final ActivityMetrics metrics;
    private final Failures failures;
    private final Thread thread = new Thread(this::run, "annals-activity");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaStreams streams;

    /** Does nothing before {@link #start()}. */
    public ActivityStream(ActivitySettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        this.metrics = new ActivityMetrics(registry);
        this.failures = new Failures(metrics, System::nanoTime);
        Gauge.builder("annals.activity.running", this, stream -> stream.isRunning() ? 1 : 0)
                .description("1 while events are being counted, 0 while that waits for something or failed within 30 s")
                .register(registry);
    }

    /** Returns at once; Kafka and the events topic may come later. */
    public void start() {
        log.info(
                "counting the activity as the application {}, which keeps its state in {}",
                settings.applicationId(),
                settings.stateDirectory().resolve(settings.applicationId()));
        thread.start();
    }

    private void run() {
        while (!isStopping()) {
            try {
                activityTopicId().ifPresent(this::runOnce);
                awaitStop(PAUSE);
            } catch (RuntimeException | LinkageError e) { // the latter: a platform that RocksDB has no library for
                failed(e);
            }
        }
    }

    private Optional<Uuid> activityTopicId() {
        try (ActivityTopics topics = new ActivityTopics(settings)) {
            return topics.idWhenReady();
        }
    }

    /** Returns when told to stop. */
    private void runOnce(Uuid activityTopicId) {
        Path directory = StateDirectory.open(settings.stateDirectory());
        try (StateSlot slot = StateSlot.take(directory.resolve(settings.placeOf(activityTopicId)))) {
            loadRocksDb(slot);
            KafkaStreams current = new KafkaStreams(
                    ActivityTopology.of(settings.eventsTopic(), settings.activityTopic(), metrics),
                    settings.streamsProperties(slot));
            current.setUncaughtExceptionHandler(this::replaceThread);
            streams = current;
            try (KafkaStreamsMetrics clientMetrics = new KafkaStreamsMetrics(current)) {
                clientMetrics.bindTo(registry);
                current.start();
                awaitEnd(current);
            } finally {
                close(current);
            }
        }
    }

    /** Left to itself RocksDB unpacks its library into a new temporary file, which a killed process leaves behind. */
    private static void loadRocksDb(StateSlot slot) {
        try {
            NativeLibraryLoader.getInstance().loadLibrary(slot.directory().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack RocksDB's library into " + slot.directory(), e);
        }
    }

    private void awaitEnd(KafkaStreams current) {
        while (!isStopping()) {
            if (hasEnded(current)) {
                throw new IllegalStateException("Kafka Streams has ended by itself, in the state " + current.state());
            }
            awaitStop(PAUSE);
        }
    }

    /** Without a thread, as when a failed one cannot be replaced, it still calls itself running. */
    private static boolean hasEnded(KafkaStreams current) {
        return current.state().hasCompletedShutdown()
                || current.state() == KafkaStreams.State.PENDING_ERROR
                || current.metadataForLocalThreads().isEmpty();
    }

    private void close(KafkaStreams current) {
        if (!current.close(CLOSE_TIMEOUT)) {
            log.warn(
                    "{} does not stop within {} s; what it holds is not committed, and is counted again after a start",
                    thread.getName(),
                    CLOSE_TIMEOUT.toSeconds());
        }
        streams = null;
    }

    private StreamThreadExceptionResponse replaceThread(Throwable failure) {
        failed(failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void failed(Throwable failure) {
        failures.failed(failure);
        awaitStop(Failures.PAUSE);
    }

    private boolean isRunning() {
        KafkaStreams current = streams;
        return current != null && current.state() == KafkaStreams.State.RUNNING && !failures.areRecent();
    }

    /** Begins to stop, without waiting for it. */
    public void stop() {
        stopping.countDown();
    }

    /** Commits what is counted, if Kafka answers, and returns within some ten seconds. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSE_TIMEOUT.plus(PAUSE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void awaitStop(Duration atMost) {
        try {
            stopping.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }

    @Override
    public String toString() {
        return "annals-activity{" + settings.activityTopic() + ", " + settings.applicationId() + "}";
    }
}
