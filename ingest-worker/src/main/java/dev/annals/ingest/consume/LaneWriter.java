package dev.annals.ingest.consume;

import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lane's writer thread: one task at a time, either a batch to store or partitions to open, for as long as the
 * database needs. The poll thread hands over and asks back; it waits here only when partitions move to another lane, and briefly.
 *
 * <p>Confined to the poll thread, but for what runs on its own.
 */
final class LaneWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LaneWriter.class);

    private static final Duration LAST_BATCH = Duration.ofSeconds(5);
    private static final Duration LET_GO = Duration.ofSeconds(5); // PostgreSQL's lock_timeout frees the thread by then
    private static final Duration OUTAGE = Duration.ofSeconds(1);
    private static final Duration HANDOVER = Duration.ofSeconds(3);

    private final BatchWriter store;
    private final PartitionOpener opener;
    private final ExecutorService thread;
    private @Nullable Future<?> asking;
    private long busySince;
    private @Nullable Batch batch;
    private @Nullable Future<Finished> writing;
    private @Nullable Future<List<PartitionOpening>> opening;

    LaneWriter(String name, BatchWriter store, PartitionOpener opener) {
        this.store = store;
        this.opener = opener;
        this.thread = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
    }

    boolean isBusy() {
        return writing != null || opening != null || (asking != null && !asking.isDone());
    }

    /** Whether it is busy, but not since long: not with an outage. */
    boolean isAboutToFinish() {
        return isBusy() && System.nanoTime() - busySince < OUTAGE.toNanos();
    }

    /** Records in the batch that is being written. */
    int size() {
        return batch == null
                ? 0
                : batch.rows().size()
                        + batch.deadLetters().size()
                        + batch.expired().size();
    }

    /** Of the batch that is being written. */
    OptionalLong oldestTimestamp() {
        return batch == null ? OptionalLong.empty() : batch.oldestTimestamp();
    }

    void submit(Batch next) {
        batch = next;
        busySince = System.nanoTime();
        writing = thread.submit(() -> {
            long begin = System.nanoTime();
            Outcome outcome = store.write(next);
            return new Finished(next, outcome, Duration.ofNanos(System.nanoTime() - begin));
        });
    }

    /** Finds out whether the database is there; waits for it if not. */
    void askDatabase() {
        busySince = System.nanoTime();
        asking = thread.submit(store::awaitDatabase);
    }

    /** Those that Kafka tells about within {@code patience}; meanwhile no batch is written. */
    void open(Set<TopicPartition> partitions, Duration patience) {
        busySince = System.nanoTime();
        opening = thread.submit(() -> opener.open(partitions, patience));
    }

    /** The batch that is done, once. */
    Optional<Finished> finished() {
        Future<Finished> task = writing;
        if (task == null || !task.isDone()) {
            return Optional.empty();
        }
        writing = null;
        batch = null;
        return Optional.of(result(task));
    }

    /**
     * Waits until the batch in hand is in, three seconds at most, and not at all during an outage. Who gets its partitions
     * next then begins behind it, instead of reading it again and waiting for the locks on its positions.
     */
    void awaitBatch() {
        Future<Finished> task = writing;
        if (task == null || !isAboutToFinish()) {
            return;
        }
        try {
            task.get(HANDOVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("a batch changes hands: {}", batch, e); // finished() tells of a failure
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What became of the partitions that were to be opened, once. */
    List<PartitionOpening> opened() {
        Future<List<PartitionOpening>> task = opening;
        if (task == null || !task.isDone()) {
            return List.of();
        }
        opening = null;
        return result(task);
    }

    /** Lets the batch that is being written finish, if it does so within five seconds; returns within ten. */
    @Override
    public void close() {
        thread.shutdown();
        if (!awaitEnd(LAST_BATCH)) {
            store.stop();
            thread.shutdownNow();
            awaitEnd(LET_GO);
        }
        store.close();
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return thread.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> T result(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at a task that is done", e);
        }
    }

    /** A batch that was written, and how long it took, outages included. */
    record Finished(Batch batch, Outcome outcome, Duration time) {}
}
