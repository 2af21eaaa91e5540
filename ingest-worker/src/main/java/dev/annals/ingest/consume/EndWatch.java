package dev.annals.ingest.consume;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks every few seconds how far each partition's log goes. The consumer learns that only from what it fetches, and during
 * an outage of the database it fetches nothing: the lag would stand still while the topic grows.
 *
 * <p>Confined to the poll thread, but for the answers, which Kafka's thread notes down.
 */
final class EndWatch {

    private static final Duration EVERY = Duration.ofSeconds(3);

    private final TopicAdmin topicAdmin;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private long askAt;

    EndWatch(TopicAdmin topicAdmin, LongSupplier nanoTime) {
        this.topicAdmin = topicAdmin;
        this.nanoTime = nanoTime;
        this.askAt = nanoTime.getAsLong();
    }

    /** The offset where each log ended when Kafka was asked last; one that it did not tell about is left out. Does not wait. */
    Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        long now = nanoTime.getAsLong();
        if (!partitions.isEmpty() && now - askAt >= 0) {
            askAt = now + EVERY.toNanos();
            ends.keySet().retainAll(partitions);
            topicAdmin
                    .readableEnds(partitions)
                    .forEach((partition, answer) -> answer.whenComplete((end, failure) -> note(partition, end)));
        }
        return Collections.unmodifiableMap(ends);
    }

    private void note(TopicPartition partition, @Nullable Long end) {
        if (end == null) {
            ends.remove(partition); // better unknown than old
        } else {
            ends.put(partition, end);
        }
    }
}
