package dev.annals.ingest.consume;

import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.WriterStoppedException;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll thread with its consumer and one writer thread with its connection. A lane that fails for a reason nobody
 * foresaw is thrown away and made anew: the positions in the database make that harmless.
 *
 * <p>Owns the poll thread; {@link #start()} and {@link #close()} may be called from any.
 */
public final class Lane implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LOG_EVERY = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    private final int number;
    private final String name;
    private final LaneSettings settings;
    private final Supplier<BatchWriter> stores;
    private final LaneListener listener;
    private final LaneMetrics metrics;
    private final Clock clock;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable PollLoop loop;
    private long lastLogged;

    /** Does nothing before {@link #start()}; {@code stores} gives a new store each time the lane is made anew. */
    public Lane(
            int number,
            LaneSettings settings,
            Supplier<BatchWriter> stores,
            LaneListener listener,
            LaneMetrics metrics,
            Clock clock) {
        this.number = number;
        this.name = "annals-lane-" + number;
        this.settings = settings;
        this.stores = stores;
        this.listener = listener;
        this.metrics = metrics;
        this.clock = clock;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!isStopping()) {
            listener.turned(); // waiting for Kafka is no reason to be restarted
            try (TopicAdmin topicAdmin = new TopicAdmin(settings.adminProperties(number), settings.topic())) {
                topicAdmin.ensureExists();
                runOnce(topicAdmin);
            } catch (WriterStoppedException e) {
                log.debug("{} stops with a batch in hand; another worker will read it again", name);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private void runOnce(TopicAdmin topicAdmin) {
        BatchWriter store = stores.get();
        LaneWriter writer = new LaneWriter(name + "-writer", store, new PartitionOpener(topicAdmin, store, metrics));
        Ahead ahead = new Ahead(
                new Decoder(clock, settings.retention()), settings.batchMaxEvents(), settings.batchMaxBytes());
        KafkaConsumer<byte[], byte[]> consumer = newConsumer();
        PollLoop current = new PollLoop(
                consumer, settings.topic(), writer, ahead, topicAdmin, listener, metrics, System::nanoTime);
        loop = current;
        if (isStopping()) {
            current.stop();
        }
        KafkaClientMetrics clientMetrics = metrics.bind(consumer);
        try {
            current.run();
        } finally {
            clientMetrics.close();
            metrics.unknown();
            listener.left();
        }
    }

    private void failed(RuntimeException e) {
        listener.kafkaDown(name + " failed and begins anew: " + e);
        long now = System.nanoTime();
        if (lastLogged == 0 || now - lastLogged >= LOG_EVERY.toNanos()) {
            log.error("{} failed and begins anew, again and again until it can", name, e);
            lastLogged = now;
        }
        awaitStop();
    }

    private KafkaConsumer<byte[], byte[]> newConsumer() {
        Properties properties = settings.consumerProperties(number);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** As {@link #closeAll} with this lane alone. */
    @Override
    public void close() {
        closeAll(List.of(this));
    }

    /** Lets the batches in hand finish if they can, leaves the group, and returns within fifteen seconds for all of them. */
    public static void closeAll(Collection<Lane> lanes) {
        lanes.forEach(Lane::stop);
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        lanes.forEach(lane -> lane.awaitEnd(deadline));
    }

    private void stop() {
        stopping.countDown();
        PollLoop current = loop;
        if (current != null) {
            current.stop();
        }
    }

    private void awaitEnd(long deadline) {
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            thread.join(Math.max(1, left)); // 0 would wait for ever
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("{} does not stop; what it holds is rolled back when the process ends", name);
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void awaitStop() {
        try {
            stopping.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }
}
