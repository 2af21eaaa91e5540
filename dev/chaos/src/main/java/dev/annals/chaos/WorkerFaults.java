package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.Scenario.Injection;
import dev.annals.chaos.rig.Rig;
import dev.annals.chaos.rig.Step;
import dev.annals.chaos.rig.Worker;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Workers that die, freeze, come and go. */
final class WorkerFaults {

    static final Expectation LIMITS = new Expectation(30_000, false).standingStillFor(30_000);

    private static final Duration TWICE_THE_SESSION = Duration.ofSeconds(20);
    private static final Duration FOR_PROGRESS = Duration.ofMinutes(2);
    private static final Duration TO_COME_FREE = Duration.ofSeconds(30); // after twice the session
    private static final long FOR_THE_TRAP = 60; // seconds

    private WorkerFaults() {}

    static List<Scenario> all() {
        return List.of(
                worker(
                                "worker-killed",
                                "13",
                                "the worker is killed (kill -9) at random, as soon as it stores again",
                                Setup.USUAL,
                                WorkerFaults::killAtRandom)
                        .lasting(40),
                worker(
                        "worker-killed-at-steps",
                        "13",
                        "the worker is killed at each step of its transaction",
                        Setup.USUAL,
                        WorkerFaults::killAtEachStep),
                worker(
                                "workers-come-and-go",
                                "14",
                                "a second and a third worker come and go, again and again",
                                Setup.USUAL,
                                WorkerFaults::comeAndGo)
                        .lasting(60),
                worker(
                                "workers-come-and-go-kip848",
                                "14",
                                "the same, with Kafka's newer group protocol (KIP-848)",
                                Setup.USUAL.with(Rig.GROUP_PROTOCOL, "consumer"),
                                WorkerFaults::comeAndGo)
                        .lasting(40),
                worker(
                        "worker-frozen",
                        "15",
                        "the worker is frozen for twice its session after its compare-and-set, and another takes over",
                        Setup.USUAL,
                        WorkerFaults::freezeInItsTransaction),
                worker(
                        "worker-frozen-copying",
                        "15",
                        "the same, while PostgreSQL waits for its rows",
                        Setup.USUAL,
                        WorkerFaults::freezeInItsCopy),
                worker(
                                "worker-frozen-at-random",
                                "15",
                                "one of two workers is frozen for twice its session, at random",
                                Setup.USUAL.withWorkers(2),
                                WorkerFaults::freezeAtRandom)
                        .lasting(45));
    }

    private static Scenario worker(String name, String rows, String text, Setup setup, Injection injection) {
        return new Scenario(name, rows, text, setup, Set.of(), LIMITS, Scenarios.healing(injection));
    }

    /** A group that loses a member waits for its session to end: one that is killed before that again stores nothing. */
    private static void killAtRandom(Trial trial) throws Exception {
        long end = System.nanoTime() + trial.time().toNanos();
        do {
            long before = trial.rows();
            trial.await("a new row", FOR_PROGRESS, () -> trial.rows() > before);
            trial.pause(Duration.ofMillis(trial.random().nextInt(2_000)));
            trial.rig().workers().removeFirst().kill();
            trial.fault("the worker is killed");
            trial.rig().startWorker();
        } while (System.nanoTime() < end);
    }

    static void killAtEachStep(Trial trial) throws Exception {
        for (Step step : Step.values()) {
            long before = trial.rows();
            trial.await("a new row", FOR_PROGRESS, () -> trial.rows() > before);
            killAt(trial, step);
        }
    }

    static void killAt(Trial trial, Step step) throws Exception {
        Rig rig = trial.rig();
        boolean sprung = rig.trap()
                .spring(
                        step,
                        () -> {
                            rig.workers().removeFirst().kill();
                            return false;
                        },
                        FOR_THE_TRAP);
        Trial.require(sprung, "no transaction came to " + step);
        trial.fault("the worker is killed " + step);
        rig.startWorker();
    }

    static void comeAndGo(Trial trial) throws Exception {
        Rig rig = trial.rig();
        long end = System.nanoTime() + trial.time().toNanos();
        do {
            Worker second = rig.startWorker();
            trial.fault("a second worker comes");
            takePart(trial, second);
            Worker third = rig.startWorker();
            trial.fault("a third comes, the second goes");
            second.end();
            rig.workers().remove(second);
            takePart(trial, third);
            third.end();
            rig.workers().remove(third);
        } while (System.nanoTime() < end);
        String protocol = trial.setup().workerSettings().getOrDefault(Rig.GROUP_PROTOCOL, "classic");
        String type = rig.topic().groupType(Rig.GROUP);
        Trial.require(type.equalsIgnoreCase(protocol), "the group uses the protocol " + type);
    }

    private static void takePart(Trial trial, Worker worker) throws Exception {
        trial.await("a worker to take part", FOR_PROGRESS, worker::isReady);
        trial.pause(Duration.ofSeconds(3));
    }

    private static void freezeInItsTransaction(Trial trial) throws Exception {
        freezeAt(trial, Step.AFTER_COMPARE_AND_SET, TWICE_THE_SESSION);
    }

    private static void freezeInItsCopy(Trial trial) throws Exception {
        freezeAt(trial, Step.IN_COPY, TWICE_THE_SESSION);
    }

    /** Another takes over meanwhile; what the frozen one had begun must come to nothing. */
    static void freezeAt(Trial trial, Step step, Duration atLeast) throws Exception {
        Worker frozen = trial.rig().workers().getFirst();
        boolean sprung = trial.rig()
                .trap()
                .spring(
                        step,
                        () -> {
                            frozen.freeze();
                            trial.fault("the worker is frozen " + step);
                            takeOver(trial, atLeast);
                            frozen.thaw();
                            return true;
                        },
                        FOR_THE_TRAP + atLeast.plus(FOR_PROGRESS).toSeconds());
        Trial.require(sprung, "no transaction came to " + step);
    }

    /** All partitions: what the frozen one has locked must come free. */
    private static void takeOver(Trial trial, Duration atLeast) throws Exception {
        Map<Integer, Long> before = trial.positions();
        trial.rig().startWorker();
        trial.pause(atLeast);
        long start = System.nanoTime();
        trial.await("the other to store from each partition", FOR_PROGRESS, () -> {
            Map<Integer, Long> now = trial.positions();
            return before.keySet().stream()
                    .allMatch(partition -> now.getOrDefault(partition, 0L) > before.getOrDefault(partition, 0L));
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        boolean slow = !atLeast.isZero() && took.compareTo(TO_COME_FREE) > 0;
        Trial.require(!slow, "what the frozen worker had locked came free after " + atLeast.plus(took));
    }

    static void freezeAtRandom(Trial trial) throws Exception {
        long end = System.nanoTime() + trial.time().toNanos();
        do {
            trial.pause(Duration.ofMillis(trial.random().nextInt(3_000)));
            Iterator<Worker> workers = trial.rig().workers().iterator();
            Worker first = workers.next();
            Worker frozen = trial.random().nextBoolean() ? first : workers.next();
            frozen.freeze();
            trial.fault("a worker is frozen");
            trial.pause(TWICE_THE_SESSION);
            frozen.thaw();
        } while (System.nanoTime() < end);
    }
}
