package dev.annals.ingest.consume;

import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where to begin reading a partition: at its stored position, if Kafka still has it.
 *
 * <p>Confined to the writer's thread: the lane goes on polling meanwhile, but the batches of its open partitions wait.
 */
final class PartitionOpener {

    private static final Logger log = LoggerFactory.getLogger(PartitionOpener.class);

    private final TopicAdmin topicAdmin;
    private final BatchWriter writer;
    private final LaneMetrics metrics;

    PartitionOpener(TopicAdmin topicAdmin, BatchWriter writer, LaneMetrics metrics) {
        this.topicAdmin = topicAdmin;
        this.writer = writer;
        this.metrics = metrics;
    }

    /**
     * Where each of them begins, but for those that Kafka cannot tell about now.
     *
     * @param patience how long a partition without a leader holds up the others
     * @throws KafkaException if Kafka does not answer, or the topic is gone
     */
    List<Opened> open(Set<TopicPartition> partitions, Duration patience) {
        UUID topicId = TopicAdmin.await(topicAdmin.id())
                .orElseThrow(() -> new UnknownTopicOrPartitionException("the topic of " + partitions + " is gone"));
        Map<TopicPartition, Long> first = topicAdmin.firstOffsets(partitions, patience);
        Map<TopicPartition, Long> end = topicAdmin.endOffsets(first.keySet(), patience);
        Map<Source, Long> starts = new HashMap<>();
        first.forEach((partition, offset) -> starts.put(source(topicId, partition), offset));
        Map<Source, Long> stored = writer.open(starts);
        List<Opened> opened = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Source source = source(topicId, partition);
            Long position = stored.get(source);
            Long from = first.get(partition);
            Long to = end.get(partition);
            if (position != null && from != null && to != null) {
                opened.add(new Opened(partition, source, position, start(source, position, from, to)));
            }
        }
        return opened;
    }

    private long start(Source source, long stored, long first, long end) {
        if (stored < first) {
            log.error(
                    "LOST: Kafka's retention removed the records {} to {} of {} before they were stored;"
                            + " going on from {}. Raise retention.ms of the topic, or keep the worker running",
                    stored,
                    first - 1,
                    source,
                    first);
            metrics.lost(first - stored);
            return first;
        }
        if (stored > end) {
            log.error(
                    "Kafka has lost records of {}: {} was stored, but the log ends at {}; going on from there",
                    source,
                    stored,
                    end);
            return end;
        }
        return stored;
    }

    private static Source source(UUID topicId, TopicPartition partition) {
        return new Source(topicId, partition.topic(), partition.partition());
    }

    /**
     * A partition that can be read.
     *
     * @param stored the position in the database
     * @param start where to read; differs from {@code stored} only if Kafka does not have that offset
     */
    record Opened(TopicPartition partition, Source source, long stored, long start) {}
}
