package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What can happen to a publisher with a spool, and to the spool. */
final class SpoolFaults {

    private SpoolFaults() {}

    static List<Scenario> all() {
        return List.of(new Scenario(
                "publisher-killed-spool",
                "6",
                "the publisher is killed (kill -9) again and again; the next goes on with its spool",
                Setup.USUAL.withSpool(),
                Set.of(),
                new Expectation(30_000, false),
                SpoolFaults::killUnderLoad));
    }

    private static void killUnderLoad(Trial trial) throws Exception {
        int kills = (int) Math.max(3, trial.time().toSeconds() / 2);
        for (int i = 0; i < kills; i++) {
            trial.pause(Duration.ofMillis(500 + trial.random().nextInt(1_500)));
            trial.rig().publishers().get(trial.rig().publishers().size() - 1).kill();
            trial.fault("the publisher is killed");
            trial.startPublisher();
        }
        trial.healed();
    }
}
