package dev.annals.ingest.consume;

import dev.annals.ingest.store.PartitionStop;
import dev.annals.ingest.store.Source;
import org.apache.kafka.common.TopicPartition;

/** What became of a partition that was to be opened. */
sealed interface PartitionOpening {

    TopicPartition partition();

    /** It can be read, from its stored position on. */
    record Opened(TopicPartition partition, Source source, long position) implements PartitionOpening {}

    /**
     * It must not be read.
     *
     * @param behind how many offsets it is behind its topic now
     */
    record Stopped(TopicPartition partition, PartitionStop stop, long behind) implements PartitionOpening {}
}
