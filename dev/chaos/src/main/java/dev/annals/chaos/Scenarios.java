package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.rig.Publisher;
import dev.annals.chaos.verify.Verdict.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All faults that can be tried. */
final class Scenarios {

    private static final Expectation OF_A_BROKER = new Expectation(5_000, false);
    private static final Expectation OF_A_BROKER_WITHOUT_A_SPOOL = new Expectation(5_000, true);

    private static final Setup USUAL = Setup.USUAL;

    private static final List<Scenario> BROKER_AND_PUBLISHER = List.of(
            broker("broker-killed", "2", "the broker is killed, and comes back", USUAL, trial -> {
                trial.rig().broker().kill();
                trial.fault("the broker is killed");
                trial.pause(trial.time());
                trial.rig().broker().start();
            }),
            broker("broker-killed-spool", "2", "the same, with a spool", USUAL.withSpool(), trial -> {
                trial.rig().broker().kill();
                trial.fault("the broker is killed");
                trial.pause(trial.time());
                trial.rig().broker().start();
            }),
            broker("broker-frozen-spool", "2", "the broker is frozen (SIGSTOP)", USUAL.withSpool(), trial -> {
                trial.rig().broker().freeze();
                trial.fault("the broker is frozen");
                trial.pause(trial.time());
                trial.rig().broker().thaw();
            }),
            broker(
                    "link-silent-spool",
                    "2",
                    "the publisher's link to the broker swallows everything",
                    USUAL.withSpool(),
                    trial -> {
                        trial.rig().broker().link().silence();
                        trial.fault("the link is silent");
                        trial.pause(trial.time());
                        trial.rig().broker().link().restore();
                    }),
            broker(
                    "connections-reset",
                    "2",
                    "every connection to the broker is reset every two seconds",
                    USUAL,
                    trial -> {
                        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
                            trial.rig().broker().link().cut();
                            trial.fault("reset");
                            trial.pause(Duration.ofSeconds(2));
                        }
                    }),
            new Scenario(
                    "publisher-killed-spool",
                    "6",
                    "the publisher is killed (kill -9) again and again; the next goes on with its spool",
                    USUAL.withSpool(),
                    Set.of(),
                    WorkerFaults.LIMITS,
                    Scenarios::killPublishers));

    private static final List<Scenario> CONTROLS = List.of(
            new Scenario(
                    "control-duplicates",
                    "-",
                    "negative control: without the primary key and with a position set back, rows are doubled",
                    USUAL.at(500),
                    Set.of(Finding.DUPLICATE),
                    WorkerFaults.LIMITS,
                    Controls::duplicates),
            new Scenario(
                    "control-losses",
                    "-",
                    "negative control: a position is moved before the rows are stored, so they are lost",
                    USUAL.at(500),
                    Set.of(Finding.LOST_WRITE),
                    WorkerFaults.LIMITS,
                    Controls::losses));

    private static final List<Scenario> ALL = Stream.of(
                    BROKER_AND_PUBLISHER,
                    WorkerFaults.all(),
                    PostgresFaults.all(),
                    TopicFaults.all(),
                    CONTROLS)
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}

    static List<Scenario> all() {
        return ALL;
    }

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    private static Scenario broker(String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        return new Scenario(
                name,
                rows,
                text,
                setup,
                Set.of(),
                setup.spool() ? OF_A_BROKER : OF_A_BROKER_WITHOUT_A_SPOOL,
                Scenario.Injection.healing(injection));
    }

    private static void killPublishers(Trial trial) throws Exception {
        int kills = (int) Math.max(3, trial.time().toSeconds() / 2);
        for (int i = 0; i < kills; i++) {
            trial.pause(Duration.ofMillis(500 + trial.random().nextInt(1_500)));
            Publisher last =
                    trial.rig().publishers().get(trial.rig().publishers().size() - 1);
            last.kill();
            trial.fault("the publisher is killed");
            trial.startPublisher();
        }
        trial.healed();
    }
}
