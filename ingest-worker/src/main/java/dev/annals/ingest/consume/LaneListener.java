package dev.annals.ingest.consume;

import java.util.Collection;

/** Hears how a lane fares. Called on its poll thread; must not block. */
public interface LaneListener {

    /** The loop has turned once more: it is alive. */
    void turned();

    /**
     * It is a member of the group. No partition at all is fine: there can be more workers than partitions.
     *
     * @param unopened of its partitions, those that are not read yet
     */
    void assigned(int partitions, int unopened);

    /** Those of its partitions that must not be read, each with what happened and what to do. */
    void stopped(Collection<String> reasons);

    /** It is no member of the group any more. */
    void left();

    /** Kafka answered. */
    void kafkaUp();

    /** Kafka did not answer, or refused. */
    void kafkaDown(String reason);
}
