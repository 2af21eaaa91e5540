package dev.annals.chaos;

import dev.annals.chaos.verify.Verdict.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All faults that can be tried. */
final class Scenarios {

    private static final List<Scenario> CONTROLS = List.of(
            control(
                    "control-duplicates",
                    "negative control: with the compare-and-set off (and no primary key), a frozen worker doubles rows",
                    Finding.DUPLICATE,
                    Controls::duplicates),
            control(
                    "control-losses",
                    "negative control: a position is moved before the rows are stored, so they are lost",
                    Finding.LOST_WRITE,
                    Controls::losses));

    private static final List<Scenario> ALL = Stream.of(
                    BrokerFaults.all(),
                    SpoolFaults.all(),
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

    /** What heals itself is healed when the injection is over. */
    static Scenario.Injection healing(Scenario.Injection injection) {
        return trial -> {
            injection.run(trial);
            trial.healed();
        };
    }

    private static Scenario control(String name, String text, Finding expected, Scenario.Injection injection) {
        return new Scenario(name, "-", text, Setup.USUAL.at(500), Set.of(expected), WorkerFaults.LIMITS, injection);
    }
}
