package dev.annals.chaos;

import java.time.Duration;

/**
 * What a worker would do that did not move the positions and the rows in one transaction, compared and set: done to the
 * database from outside, so that what ships needs no switch for it. The verifier must find it.
 */
final class Controls {

    private Controls() {}

    /** As if two writers had stored the same records, with nothing to tell one from the other. */
    static void duplicates(Trial trial) throws Exception {
        trial.execute("alter table events drop constraint events_pkey");
        trial.rig().workers().removeFirst().end();
        trial.fault("positions are set back, and no key is left");
        trial.execute("update ingest_positions set next_offset = next_offset / 2");
        trial.rig().startWorker();
        trial.healed();
    }

    /** As if the positions had been committed first, and the worker killed before the rows. */
    static void losses(Trial trial) throws Exception {
        trial.rig().workers().removeFirst().end();
        trial.fault("positions are moved before the rows are stored");
        trial.pause(Duration.ofSeconds(2)); // something to lose
        trial.execute("update ingest_positions set next_offset = next_offset + 20");
        trial.rig().startWorker();
        trial.healed();
    }
}
