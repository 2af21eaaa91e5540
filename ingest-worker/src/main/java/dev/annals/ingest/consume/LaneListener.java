package dev.annals.ingest.consume;

/** Hears how a lane fares. Called on its poll thread; must not block. */
public interface LaneListener {

    /** The loop has turned once more: it is alive. */
    void turned();

    /** It is a member of the group, with this many partitions; none is fine. */
    void assigned(int partitions);

    /** Kafka answered. */
    void kafkaUp();

    /** Kafka did not answer, or refused. */
    void kafkaDown(String reason);
}
