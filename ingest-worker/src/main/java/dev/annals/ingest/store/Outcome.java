package dev.annals.ingest.store;

import java.util.List;

/** How the writing of a batch ended, when it ended at all: an outage only delays it. */
public sealed interface Outcome {

    /**
     * The batch is in.
     *
     * @param stored rows that are new in the table
     * @param duplicates events that were in the table already, with the same content
     * @param deadLetters those the batch came with, and those the database made necessary
     */
    record Stored(int stored, int duplicates, List<DeadLetter> deadLetters) implements Outcome {}

    /**
     * The batch is in up to where some of its partitions stopped; what comes after that was not touched.
     *
     * @param batch what is in
     */
    record Stopped(Batch batch, Stored stored, List<PartitionStop> stops) implements Outcome {}

    /** Nothing was stored: the positions are not where the batch began, because another worker moved them, or
     * stopped the partition. */
    record Outdated() implements Outcome {}
}
