package dev.annals.chaos;

import dev.annals.chaos.rig.Rig;
import dev.annals.chaos.rig.Step;
import java.time.Duration;

/**
 * What a worker would do that did not move the positions and the rows in one transaction, compared and set: done to it from
 * outside, so that what ships needs no switch for it. The verifier must find it.
 */
final class Controls {

    private static final Duration SOON = Duration.ofMinutes(2);

    private Controls() {}

    /**
     * With the compare-and-set switched off: a worker is frozen with a batch in its hands, another stores that batch, and the
     * first does it again when it wakes up. The primary key, which would refuse it, is away.
     */
    static void duplicates(Trial trial) throws Exception {
        Rig rig = trial.rig();
        trial.execute("alter table events drop constraint events_pkey");
        rig.workers().removeFirst().end();
        rig.compareAndSet().switchOff();
        rig.startWorker();
        WorkerFaults.freezeAt(trial, Step.AFTER_POLL, Duration.ZERO);
        trial.await(
                "a row that is there twice",
                SOON,
                () -> trial.number(
                                "select count(*) from (select id from events group by id having count(*) > 1 limit 1) as twice")
                        > 0);
        Trial.require(rig.compareAndSet().switched() > 0, "no statement compares any more what was switched off");
        trial.healed();
    }

    /** As if the positions had been committed first, and the worker killed before the rows. */
    static void losses(Trial trial) throws Exception {
        Rig rig = trial.rig();
        while (!rig.workers().isEmpty()) {
            rig.workers().removeFirst().end();
        }
        rig.compareAndSet().switchOn();
        trial.fault("positions are moved before the rows are stored");
        trial.pause(Duration.ofSeconds(2)); // something to lose
        trial.execute("update ingest_positions set next_offset = next_offset + 20");
        rig.startWorker();
        trial.healed();
    }
}
