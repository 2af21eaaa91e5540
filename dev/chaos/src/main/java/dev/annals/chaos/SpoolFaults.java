package dev.annals.chaos;

import static dev.annals.chaos.Scenarios.healing;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.rig.Publisher;
import dev.annals.chaos.rig.Surroundings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen to a publisher with a spool, and to the spool. */
final class SpoolFaults {

    private static final Setup SPOOL = Setup.USUAL.withSpool();
    private static final int REPLAYS = 10;
    private static final int KILLS = 50;

    /** Until a publisher looks for what the dead have left. */
    private static final Duration TO_ADOPT = Duration.ofSeconds(35);

    private SpoolFaults() {}

    static List<Scenario> all() {
        return List.of(
                restarting(
                                "publisher-killed-spool",
                                "6",
                                "the publisher is killed (kill -9) again and again; the next goes on with its spool",
                                SPOOL,
                                SpoolFaults::killUnderLoad)
                        .lasting(2 * KILLS),
                restarting(
                        "publisher-killed-replaying",
                        "6",
                        "the publisher is killed ten times while it sends what was spooled",
                        SPOOL,
                        SpoolFaults::killReplaying),
                of(
                        "publisher-closed-spool",
                        "12",
                        "the publisher is closed while the broker is away; the next goes on with its spool",
                        SPOOL.withoutDraining(),
                        healing(SpoolFaults::closeInOutage)),
                new Scenario(
                        "publisher-closed",
                        "12",
                        "the same, without a spool",
                        Setup.USUAL.withoutDraining(),
                        Set.of(),
                        new Expectation(5_000, Set.of("QUEUE_FULL", "CLOSED"), true),
                        healing(SpoolFaults::closeInOutage)),
                new Scenario(
                        "spool-disk-full",
                        "4",
                        "the spool's disk of 8 MB fills up while the broker is away (Linux, root)",
                        SPOOL.in(Surroundings.SMALL_DISK),
                        Set.of(),
                        new Expectation(5_000, Set.of("QUEUE_FULL"), true),
                        healing(SpoolFaults::fill)),
                new Scenario(
                        "spool-read-only",
                        "4",
                        "the spool's disk cannot be written, until later (Linux, root)",
                        SPOOL.in(Surroundings.READ_ONLY_DISK),
                        Set.of(),
                        new Expectation(5_000, Set.of("QUEUE_FULL"), true),
                        healing(SpoolFaults::makeWritable)),
                of(
                        "spool-removed",
                        "4",
                        "the spool's directory is removed every two seconds",
                        SPOOL,
                        healing(SpoolFaults::remove)),
                of(
                        "spool-shared",
                        "4",
                        "of two publishers on one directory one is killed while the broker is away",
                        SPOOL.at(1_000),
                        SpoolFaults::killOneOfTwo));
    }

    private static Scenario of(String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        return new Scenario(name, rows, text, setup, Set.of(), new Expectation(5_000, false), injection);
    }

    /** The last thing that happens is the start of a process, which takes a while. */
    private static Scenario restarting(
            String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        return new Scenario(name, rows, text, setup, Set.of(), new Expectation(30_000, false), injection);
    }

    private static void killUnderLoad(Trial trial) throws Exception {
        int kills = (int) Math.max(3, trial.time().toSeconds() / 2);
        for (int i = 0; i < kills; i++) {
            trial.pause(Duration.ofMillis(500 + trial.random().nextInt(1_500)));
            killLatest(trial);
            trial.startPublisher();
        }
        trial.healed();
        timeTheLast(trial);
    }

    /** Who is killed tells no times. */
    private static void timeTheLast(Trial trial) throws Exception {
        trial.awaitNewRow();
        if (trial.isPaced()) {
            trial.warmUp();
            trial.pause(Duration.ofSeconds(12));
        }
    }

    static void killReplaying(Trial trial) throws Exception {
        long replays = Math.min(REPLAYS, Math.max(2, trial.time().toSeconds()));
        for (int i = 0; i < replays; i++) {
            trial.rig().broker().link().silence();
            trial.pause(Duration.ofSeconds(2)); // something to send later
            trial.rig().broker().link().restore();
            trial.pause(Duration.ofMillis(10 + trial.random().nextInt(400)));
            killLatest(trial);
            trial.startPublisher();
        }
        trial.healed();
        timeTheLast(trial);
    }

    static void killLatest(Trial trial) throws Exception {
        latest(trial).kill();
        trial.fault("the publisher is killed");
    }

    static void closeInOutage(Trial trial) throws Exception {
        trial.rig().broker().kill();
        trial.pause(trial.time());
        latest(trial).end();
        trial.fault("the publisher is closed without a broker");
        trial.startDrainingPublisher();
        trial.rig().broker().start();
    }

    static void fill(Trial trial) throws Exception {
        trial.rig().broker().kill();
        trial.fault("the broker is killed, and the disk fills up");
        trial.foreseen().spoolFailures();
        trial.pause(trial.time());
        trial.rig().broker().start();
    }

    static void makeWritable(Trial trial) throws Exception {
        trial.fault("the disk cannot be written");
        trial.foreseen().spoolFailures();
        trial.pause(trial.time());
        latest(trial).makeDiskWritable();
    }

    static void remove(Trial trial) throws Exception {
        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
            Files.move(trial.spool(), trial.spool().resolveSibling("removed-" + s)); // as if deleted, and in one step
            trial.fault("the directory is removed");
            trial.pause(Duration.ofSeconds(2));
        }
    }

    static void killOneOfTwo(Trial trial) throws Exception {
        Publisher first = latest(trial);
        trial.startPublisher();
        trial.pause(Duration.ofSeconds(3));
        trial.rig().broker().kill();
        trial.pause(trial.time());
        first.kill();
        trial.fault("one of two is killed");
        trial.rig().broker().start();
        trial.healed();
        trial.awaitNewRow();
        trial.pause(TO_ADOPT);
    }

    private static Publisher latest(Trial trial) {
        List<Publisher> all = trial.rig().publishers();
        return all.get(all.size() - 1);
    }
}
