package dev.annals.ingest.consume;

import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Gap;
import dev.annals.ingest.store.Opening;
import dev.annals.ingest.store.Outcome;
import dev.annals.ingest.store.PartitionStop;
import dev.annals.ingest.store.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where to begin reading a partition: at its stored position, if Kafka still has it, and not at all if it is
 * stopped.
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
     * Where each of them stands, but for those that Kafka cannot tell about now. What Kafka no longer has is recorded and
     * passed.
     *
     * @param patience how long a partition without a leader holds up the others
     * @throws KafkaException if Kafka does not answer, or the topic is gone
     */
    List<PartitionOpening> open(Set<TopicPartition> partitions, Duration patience) {
        UUID topicId = TopicAdmin.await(topicAdmin.id())
                .orElseThrow(() -> new UnknownTopicOrPartitionException("the topic of " + partitions + " is gone"));
        Map<TopicPartition, Long> first = topicAdmin.firstOffsets(partitions, patience);
        Map<TopicPartition, Long> end = topicAdmin.endOffsets(first.keySet(), patience);
        Map<Source, Long> starts = new HashMap<>();
        first.forEach((partition, offset) -> starts.put(source(topicId, partition), offset));
        Opening stored = writer.open(starts);
        lookAgainWherePositionsAreAhead(topicId, stored, end, patience);
        List<PartitionOpening> openings = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Source source = source(topicId, partition);
            Long position = stored.positions().get(source);
            Long from = first.get(partition);
            Long to = end.get(partition);
            PartitionStop stop = stored.stops().get(source);
            if (position == null || from == null || to == null) {
                continue;
            }
            if (stop != null) {
                openings.add(new PartitionOpening.Stopped(partition, stop, Math.max(0, to - position)));
            } else {
                start(source, position, from, to)
                        .ifPresent(start -> openings.add(new PartitionOpening.Opened(partition, source, start)));
            }
        }
        return openings;
    }

    /**
     * PostgreSQL may have taken any time to tell the positions, while the log grew and another worker went on: an end from
     * before says nothing then. One that Kafka cannot tell about now, or of a topic that was made anew, is left out.
     */
    private void lookAgainWherePositionsAreAhead(
            UUID topicId, Opening stored, Map<TopicPartition, Long> end, Duration patience) {
        Set<TopicPartition> ahead = new HashSet<>();
        end.forEach((partition, offset) -> {
            Long position = stored.positions().get(source(topicId, partition));
            if (position != null && position > offset) {
                ahead.add(partition);
            }
        });
        if (ahead.isEmpty()) {
            return;
        }
        end.keySet().removeAll(ahead);
        Map<TopicPartition, Long> now = topicAdmin.endOffsets(ahead, patience);
        if (TopicAdmin.await(topicAdmin.id()).filter(topicId::equals).isPresent()) {
            end.putAll(now);
        }
    }

    /** The position, past a gap if there is one; nothing if another worker was there first. */
    private OptionalLong start(Source source, long position, long first, long end) {
        if (position < first) {
            return passed(new Gap(source, position, first, Gap.Reason.RETENTION));
        }
        if (position > end) {
            return passed(new Gap(source, end, position, Gap.Reason.TRUNCATION));
        }
        return OptionalLong.of(position);
    }

    private OptionalLong passed(Gap gap) {
        if (!(writer.write(Batch.passing(gap)) instanceof Outcome.Stored)) {
            return OptionalLong.empty();
        }
        if (gap.reason() == Gap.Reason.RETENTION) {
            log.error(
                    "LOST: Kafka's retention removed the records {} to {} of {} before they were stored;"
                            + " going on from {}. Raise retention.ms of the topic, or keep the worker running",
                    gap.from(),
                    gap.to() - 1,
                    gap.source(),
                    gap.to());
            metrics.lost(gap.to() - gap.from());
        } else {
            log.error(
                    "Kafka has lost records of {}: {} was stored, but the log ends at {}; going on from there",
                    gap.source(),
                    gap.to(),
                    gap.from());
        }
        return OptionalLong.of(gap.advance().to());
    }

    private static Source source(UUID topicId, TopicPartition partition) {
        return new Source(topicId, partition.topic(), partition.partition());
    }
}
