package dev.annals.ingest.consume;

import dev.annals.ingest.store.Advance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions this lane has been given. A new one is paused until its stored position has been read; Kafka's own
 * committed offset is never used. The rebalance callbacks do no I/O and throw nothing.
 *
 * <p>Confined to the poll thread, which also runs the callbacks.
 */
final class Assignment implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(Assignment.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Ahead ahead;
    private final Runnable handover;
    private final LaneListener listener;
    private final Map<TopicPartition, OpenPartition> open = new HashMap<>();
    private final Set<TopicPartition> unopened = new HashSet<>();
    private final Map<TopicPartition, PartitionOpening.Stopped> stopped = new HashMap<>();
    private final Set<TopicPartition> unanswered = new HashSet<>();
    private boolean hasNew;
    private boolean lookAtStopped;
    private boolean inGroup;

    /** {@code handover} lets the batch in hand finish before partitions move to another lane. */
    Assignment(Consumer<byte[], byte[]> consumer, Ahead ahead, Runnable handover, LaneListener listener) {
        this.consumer = consumer;
        this.ahead = ahead;
        this.handover = handover;
        this.listener = listener;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        inGroup = true;
        partitions.forEach(this::reopen);
        tell(); // also of none
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        handover.run();
        forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        inGroup = false;
        forget(partitions); // another lane has them already
        listener.left();
    }

    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            open.remove(partition);
            unopened.remove(partition);
            stopped.remove(partition);
            unanswered.remove(partition);
            ahead.forget(partition);
        }
        tell();
    }

    /** Partitions that wait for their stored position. */
    Set<TopicPartition> unopened() {
        return Set.copyOf(unopened);
    }

    /** How many are stopped. */
    int stopped() {
        return stopped.size();
    }

    void lookAgainAtStopped() {
        lookAtStopped = true;
    }

    /** The stopped ones, if they are to be looked at again, because somebody may have resumed them; told once. */
    Set<TopicPartition> takeStopped() {
        Set<TopicPartition> result = lookAtStopped ? Set.copyOf(stopped.keySet()) : Set.of();
        lookAtStopped = false;
        unanswered.addAll(result);
        return result;
    }

    /** Whether Kafka did not tell about one of the stopped ones when they were looked at last. */
    boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** Whether some of them were not asked for yet; asked once. */
    boolean takeNew() {
        boolean result = hasNew;
        hasNew = false;
        return result;
    }

    /** Begins to read where the store stands, or does not; partitions that went away meanwhile are ignored. */
    void found(PartitionOpening opening) {
        TopicPartition partition = opening.partition();
        unanswered.remove(partition);
        PartitionOpening.Stopped before = stopped.remove(partition);
        if (!unopened.remove(partition) && before == null) {
            return;
        }
        if (opening instanceof PartitionOpening.Opened opened) {
            open.put(partition, new OpenPartition(opened.source(), opened.position()));
            consumer.seek(partition, opened.position());
            if (before != null && before.stop().source().equals(opened.source())) {
                log.info("{} is resumed, from offset {}", partition, opened.position());
            }
        } else if (opening instanceof PartitionOpening.Stopped now) {
            stopped.put(partition, now);
            if (before == null || !before.stop().equals(now.stop())) {
                log.error("STOPPED: {}", now.stop());
            }
        }
        tell();
    }

    /** Forgets what was read ahead of the store, and asks it again where it stands. */
    void reopenAll() {
        List.copyOf(open.keySet()).forEach(this::reopen);
    }

    void reopenIfOurs(TopicPartition partition) {
        if (open.containsKey(partition)) {
            reopen(partition);
        }
    }

    void reopen(TopicPartition partition) {
        open.remove(partition);
        unopened.add(partition);
        hasNew = true;
        ahead.forget(partition);
        consumer.seek(partition, 0); // any position will do while it is paused; none would make poll throw
        consumer.pause(List.of(partition));
        tell();
    }

    Optional<OpenPartition> find(TopicPartition partition) {
        return Optional.ofNullable(open.get(partition));
    }

    /** Those that are read, unless there is no room. */
    Set<TopicPartition> openPartitions() {
        return open.keySet();
    }

    Collection<OpenPartition> all() {
        return open.values();
    }

    /** Notes how far a poll went, also past aborted records and markers that it did not return. */
    void advanced(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
        nextOffsets.forEach((partition, next) -> find(partition).ifPresent(state -> state.readUpTo(next.offset())));
    }

    /**
     * Records on the broker that were not read yet; empty while those of any partition are unknown.
     *
     * @param ends where the partitions' logs ended a moment ago, without those that are unknown
     */
    OptionalLong lag(Map<TopicPartition, Long> ends) {
        if (!inGroup || !unopened.isEmpty()) {
            return OptionalLong.empty();
        }
        long sum = stopped.values().stream()
                .mapToLong(PartitionOpening.Stopped::behind)
                .sum();
        for (Map.Entry<TopicPartition, OpenPartition> entry : open.entrySet()) {
            OptionalLong lag = lag(entry.getKey(), entry.getValue(), ends.get(entry.getKey()));
            if (lag.isEmpty()) {
                return lag;
            }
            sum += lag.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** The larger one: what was fetched last tells the newest end, but only while there is fetching. */
    private OptionalLong lag(TopicPartition partition, OpenPartition state, @Nullable Long end) {
        OptionalLong fetched = consumer.currentLag(partition);
        if (end == null) {
            return consumer.paused().contains(partition) ? OptionalLong.empty() : fetched;
        }
        return OptionalLong.of(Math.max(fetched.orElse(0), end - state.read()));
    }

    boolean hasAdvanced() {
        return open.values().stream().anyMatch(OpenPartition::hasAdvanced);
    }

    List<Advance> takeAdvances() {
        List<Advance> advances = new ArrayList<>();
        for (OpenPartition partition : open.values()) {
            if (partition.hasAdvanced()) {
                advances.add(partition.takeAdvance());
            }
        }
        return advances;
    }

    /** Pauses everything while there is no room for more, and always what is not open. */
    void fetchOnlyIf(boolean room) {
        Set<TopicPartition> wanted = room ? open.keySet() : Set.of();
        Set<TopicPartition> paused = consumer.paused();
        consumer.resume(wanted.stream().filter(paused::contains).toList());
        consumer.pause(open.keySet().stream()
                .filter(partition -> !wanted.contains(partition) && !paused.contains(partition))
                .toList());
    }

    private void tell() {
        listener.assigned(open.size() + unopened.size() + stopped.size(), unopened.size());
        listener.stopped(stopped.values().stream()
                .map(found -> found.stop().toString())
                .sorted()
                .toList());
    }
}
