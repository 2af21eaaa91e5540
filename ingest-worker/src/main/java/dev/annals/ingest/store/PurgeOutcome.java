package dev.annals.ingest.store;

/** How a run of retention ended. */
public sealed interface PurgeOutcome {

    /** To its end. */
    record Done(PurgeReport report) implements PurgeOutcome {}

    /** Another one is going on: nothing was done. */
    record Busy() implements PurgeOutcome {}

    /**
     * Before its end. What was deleted until then stays so, with its counts; the next run does the rest.
     *
     * @param report what is known to be deleted: where the answer to the last COMMIT was lost, not that
     * @param reason for people
     * @param begun false if it did not even get into the database
     */
    record Broken(PurgeReport report, String reason, boolean begun) implements PurgeOutcome {}
}
