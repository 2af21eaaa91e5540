package dev.annals.ingest.consume;

import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.Outcome;
import dev.annals.ingest.store.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one lane's records from Kafka to its writer. A lane is this thread with its consumer, and the writer's thread with
 * its connection; each has some of the topic's partitions to itself.
 *
 * <p>A partition is open once the position stored for it has been read and the consumer stands there; before, it is
 * paused. A batch goes to the writer together with the advances of its partitions: from which offset to which it moves
 * each stored position.
 *
 * <p>While the writer is busy or waits for the database, the next batch grows here until it is full, then the partitions
 * are paused; polling goes on in any case, so an outage of the database never costs the lane its place in the group.
 *
 * <p>One thread runs this loop. Only {@link #stop()} may be called from another.
 */
final class PollLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

    private static final Duration IDLE_POLL = Duration.ofMillis(100);
    private static final Duration BUSY_POLL = Duration.ofMillis(2); // the writer may be done before a record comes
    private static final Duration OPEN_PATIENCE = Duration.ofSeconds(5);
    private static final Duration OPEN_AGAIN = Duration.ofSeconds(15);
    private static final Duration OPEN_AGAIN_PATIENCE = Duration.ofSeconds(1); // nothing is stored meanwhile
    private static final Duration ASK_WHEN_IDLE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final LaneWriter writer;
    private final Ahead ahead;
    private final Assignment assignment;
    private final TopicWatch topicWatch;
    private final EndWatch endWatch;
    private final LaneListener listener;
    private final LaneMetrics metrics;
    private final LongSupplier nanoTime;
    private final ExpiredLog expiredLog;
    private long openingAt;
    private long lookedAt; // at the stopped ones
    private long askedAt;
    private volatile boolean stopping;

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            String topic,
            LaneWriter writer,
            Ahead ahead,
            TopicAdmin topicAdmin,
            LaneListener listener,
            LaneMetrics metrics,
            LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topic = topic;
        this.writer = writer;
        this.ahead = ahead;
        this.assignment = new Assignment(consumer, ahead, writer::awaitBatch, listener);
        this.topicWatch = new TopicWatch(topicAdmin, listener, nanoTime);
        this.endWatch = new EndWatch(topicAdmin, nanoTime);
        this.listener = listener;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.expiredLog = new ExpiredLog(nanoTime);
        this.openingAt = nanoTime.getAsLong();
        this.lookedAt = openingAt;
        this.askedAt = openingAt;
    }

    @Override
    public void run() {
        try (Membership membership = new Membership(consumer, listener);
                writer) {
            membership.join(topic, assignment);
            while (!stopping) {
                turn();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        }
    }

    private void turn() {
        listener.turned();
        poll();
        writer.opened().forEach(assignment::found);
        writer.finished().ifPresent(this::passed);
        if (!writer.isBusy()) {
            giveWork();
        }
        assignment.fetchOnlyIf(ahead.hasRoom());
        topicWatch.answer().ifPresent(this::compareTopic);
        metrics.stopped(assignment.stopped());
        metrics.behind(
                assignment.lag(endWatch.ends(assignment.openPartitions())),
                ahead.size() + writer.size(),
                writer.isBusy() ? writer.oldestTimestamp() : ahead.oldestTimestamp());
    }

    private void poll() {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(writer.isAboutToFinish() ? BUSY_POLL : IDLE_POLL);
            for (TopicPartition partition : records.partitions()) {
                assignment.find(partition).ifPresent(open -> ahead.add(open, records.records(partition)));
            }
            assignment.advanced(records.nextOffsets());
        } catch (InvalidOffsetException e) {
            log.warn("Kafka does not have the offsets of {}: looking again where to begin", e.partitions(), e);
            e.partitions().forEach(assignment::reopen);
        }
    }

    private void giveWork() {
        long now = nanoTime.getAsLong();
        boolean hasNew = assignment.takeNew();
        Set<TopicPartition> stopped = hasNew || mustNotLook(now) ? Set.of() : assignment.takeStopped();
        if (hasNew || (!assignment.unopened().isEmpty() && now - openingAt >= 0)) {
            openingAt = now + OPEN_AGAIN.toNanos(); // for those that cannot be opened now
            askedAt = now;
            boolean nobodyWaits = assignment.openPartitions().isEmpty();
            writer.open(assignment.unopened(), hasNew || nobodyWaits ? OPEN_PATIENCE : OPEN_AGAIN_PATIENCE);
        } else if (!stopped.isEmpty()) {
            lookedAt = now;
            askedAt = now;
            writer.open(stopped, OPEN_AGAIN_PATIENCE); // the others wait: nobody is in a hurry with one that is stopped
        } else if (assignment.hasAdvanced()) {
            askedAt = now;
            writer.submit(ahead.take(assignment.takeAdvances()));
        } else if (now - askedAt >= ASK_WHEN_IDLE.toNanos()) {
            askedAt = now;
            writer.askDatabase(); // readiness must know of an outage before there is something to store
        }
    }

    /** A stopped partition without a leader takes all the patience there is, and the others wait that long. */
    private boolean mustNotLook(long now) {
        return assignment.hasUnanswered() && now - lookedAt < OPEN_AGAIN.toNanos();
    }

    private void passed(LaneWriter.Finished finished) {
        if (finished.outcome() instanceof Outcome.Stored stored) {
            passed(finished.batch(), stored, finished.time());
        } else if (finished.outcome() instanceof Outcome.Stopped stopped) {
            passed(stopped.batch(), stopped.stored(), finished.time());
            stopped.stops().forEach(stop -> assignment.reopenIfOurs(partition(stop.source())));
        } else {
            assignment.reopenAll();
        }
    }

    private void passed(Batch batch, Outcome.Stored stored, Duration time) {
        metrics.stored(batch, stored, time);
        expiredLog.add(batch.expired().size());
        commit(batch.advances());
    }

    /** For lag tools only: the truth is in the database. */
    private void commit(List<Advance> advances) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Advance advance : advances) {
            TopicPartition partition = partition(advance.source());
            if (assignment.find(partition).isPresent()) {
                offsets.put(partition, new OffsetAndMetadata(advance.to()));
            }
        }
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                log.debug("lag tools see old offsets for a while", failure);
            }
        });
    }

    private static TopicPartition partition(Source source) {
        return new TopicPartition(source.topic(), source.partition());
    }

    private void compareTopic(TopicWatch.Answer answer) {
        UUID now = answer.topicId()
                .orElseThrow(() -> new UnknownTopicOrPartitionException("the topic " + topic + " is gone"));
        boolean changed = assignment.all().stream()
                .anyMatch(open -> !open.source().topicId().equals(now));
        if (changed) {
            log.warn("the topic {} was made anew: reading it from its start (ids keep out what is stored)", topic);
            assignment.reopenAll();
        }
        assignment.lookAgainAtStopped(); // now, while Kafka answers: perhaps an operator has resumed one
    }

    /** From any thread: the loop ends after this turn. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }
}
