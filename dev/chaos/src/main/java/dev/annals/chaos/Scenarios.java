package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.rig.Rig;
import dev.annals.chaos.rig.Step;
import dev.annals.chaos.rig.Worker;
import dev.annals.chaos.verify.Verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All faults that can be tried. */
final class Scenarios {

    private static final Expectation OF_POSTGRES = new Expectation(15_000, false);
    private static final Expectation OF_A_WORKER = new Expectation(30_000, false);

    private static final Setup USUAL = Setup.USUAL;

    private static final List<Scenario> ALL = Stream.of(BrokerFaults.all(), SpoolFaults.all(), others())
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}

    private static List<Scenario> others() {
        return List.of(
                worker(
                        "worker-killed",
                        "13",
                        "the worker is killed (kill -9) at random",
                        USUAL,
                        Scenarios::killWorkersAtRandom),
                worker(
                        "worker-killed-at-steps",
                        "13",
                        "the worker is killed at each step of its transaction",
                        USUAL,
                        trial -> {
                            for (Step step : Step.values()) {
                                killAt(trial, step);
                            }
                        }),
                worker(
                        "workers-come-and-go",
                        "14",
                        "a second and a third worker start and stop every five seconds",
                        USUAL,
                        trial -> {
                            for (long s = 0; s < trial.time().toSeconds(); s += 10) {
                                Worker second = trial.rig().startWorker();
                                trial.fault("a worker comes");
                                trial.pause(Duration.ofSeconds(5));
                                trial.rig().startWorker();
                                trial.fault("another comes, the first goes");
                                second.end();
                                trial.rig().workers().remove(second);
                                trial.pause(Duration.ofSeconds(5));
                                trial.rig().workers().removeLast().end();
                            }
                        }),
                worker(
                        "worker-frozen",
                        "15",
                        "a worker is frozen for twice its session, after its compare-and-set",
                        USUAL.withWorkers(2),
                        trial -> {
                            Duration twice = Duration.ofSeconds(20);
                            boolean sprung = trial.rig()
                                    .trap()
                                    .spring(
                                            Step.AFTER_COMPARE_AND_SET,
                                            () -> {
                                                for (Worker worker : trial.rig().workers()) {
                                                    worker.freeze(); // whichever it is: the other thaws at once
                                                }
                                                return true;
                                            },
                                            30);
                            require(sprung, "no transaction came to the trap");
                            trial.rig().workers().peekLast().thaw();
                            trial.fault("a worker is frozen");
                            trial.pause(twice);
                            trial.rig().workers().peekFirst().thaw();
                        }),
                postgres("postgres-killed", "22", "PostgreSQL is killed and stays away", trial -> {
                    trial.rig().postgres().crash();
                    trial.fault("PostgreSQL is killed");
                    trial.pause(trial.time());
                    trial.rig().postgres().start();
                }),
                postgres("postgres-frozen", "22", "PostgreSQL is frozen (SIGSTOP)", trial -> {
                    trial.rig().postgres().freeze();
                    trial.fault("PostgreSQL is frozen");
                    trial.pause(trial.time());
                    trial.rig().postgres().thaw();
                }),
                postgres(
                        "postgres-backends-killed",
                        "22",
                        "every connection is ended by PostgreSQL every two seconds",
                        trial -> {
                            for (long s = 0; s < trial.time().toSeconds(); s += 2) {
                                trial.execute(
                                        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                                                + " and backend_type = 'client backend'");
                                trial.fault("connections ended");
                                trial.pause(Duration.ofSeconds(2));
                            }
                        }),
                postgres("commit-cut", "22", "the link to PostgreSQL is cut in the middle of COMMIT", trial -> {
                    for (long s = 0; s < trial.time().toSeconds(); s += 2) {
                        require(
                                trial.rig().trap().spring(Step.IN_COMMIT, () -> false, 30),
                                "no transaction came to the trap");
                        trial.fault("cut in COMMIT");
                        trial.pause(Duration.ofSeconds(2));
                    }
                }),
                postgres("table-locked", "22", "somebody locks the table events", trial -> {
                    try (var connection = java.sql.DriverManager.getConnection(
                                    trial.rig().jdbcUrl());
                            var statement = connection.createStatement()) {
                        connection.setAutoCommit(false);
                        statement.execute("lock table events in access exclusive mode");
                        trial.fault("the table is locked");
                        trial.pause(trial.time());
                        connection.rollback();
                    }
                }),
                new Scenario(
                        "control-duplicates",
                        "-",
                        "negative control: without the primary key and with a position set back, rows are doubled",
                        USUAL.at(500),
                        Set.of(Finding.DUPLICATE),
                        OF_A_WORKER,
                        Controls::duplicates),
                new Scenario(
                        "control-losses",
                        "-",
                        "negative control: a position is moved before the rows are stored, so they are lost",
                        USUAL.at(500),
                        Set.of(Finding.LOST_WRITE),
                        OF_A_WORKER,
                        Controls::losses));
    }

    static List<Scenario> all() {
        return ALL;
    }

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    private static Scenario worker(String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        return new Scenario(name, rows, text, setup, Set.of(), OF_A_WORKER, healing(injection));
    }

    private static Scenario postgres(String name, String rows, String text, Scenario.Injection injection) {
        return new Scenario(name, rows, text, USUAL, Set.of(), OF_POSTGRES, healing(injection));
    }

    /** Healed as soon as the injection returns. */
    static Scenario.Injection healing(Scenario.Injection injection) {
        return trial -> {
            injection.run(trial);
            trial.healed();
        };
    }

    private static void killWorkersAtRandom(Trial trial) throws Exception {
        int kills = (int) Math.max(2, trial.time().toSeconds() / 4);
        for (int i = 0; i < kills; i++) {
            trial.pause(Duration.ofMillis(500 + trial.random().nextInt(3_500)));
            trial.rig().workers().removeFirst().kill();
            trial.fault("the worker is killed");
            trial.rig().startWorker();
        }
    }

    private static void killAt(Trial trial, Step step) throws Exception {
        Rig rig = trial.rig();
        boolean sprung = rig.trap()
                .spring(
                        step,
                        () -> {
                            rig.workers().removeFirst().kill();
                            return false;
                        },
                        60);
        require(sprung, "no transaction came to " + step);
        trial.fault("the worker is killed " + step);
        rig.startWorker();
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
