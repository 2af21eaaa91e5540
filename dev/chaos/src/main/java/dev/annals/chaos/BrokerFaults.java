package dev.annals.chaos;

import static dev.annals.chaos.Scenarios.healing;

import dev.annals.chaos.Scenario.Expectation;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What a broker, and the way to it, can do to a publisher. */
final class BrokerFaults {

    private static final Setup USUAL = Setup.USUAL;

    private BrokerFaults() {}

    static List<Scenario> all() {
        return List.of(
                of("broker-killed", "2", "the broker is killed, and comes back", USUAL, BrokerFaults::kill),
                of("broker-killed-spool", "2", "the same, with a spool", USUAL.withSpool(), BrokerFaults::kill),
                of("broker-frozen", "2", "the broker is frozen (SIGSTOP)", USUAL, BrokerFaults::freeze),
                of("broker-frozen-spool", "2", "the same, with a spool", USUAL.withSpool(), BrokerFaults::freeze),
                of(
                        "link-silent",
                        "2",
                        "the publisher's link to the broker swallows everything",
                        USUAL,
                        BrokerFaults::silence),
                of("link-silent-spool", "2", "the same, with a spool", USUAL.withSpool(), BrokerFaults::silence),
                of(
                        "connections-reset",
                        "2",
                        "every connection to the broker is reset every two seconds",
                        USUAL,
                        BrokerFaults::reset),
                of("connections-reset-spool", "2", "the same, with a spool", USUAL.withSpool(), BrokerFaults::reset));
    }

    private static Scenario of(String name, String rows, String text, Setup setup, Scenario.Injection injection) {
        Expectation expectation = new Expectation(5_000, !setup.spool());
        return new Scenario(name, rows, text, setup, Set.of(), expectation, healing(injection));
    }

    private static void kill(Trial trial) throws Exception {
        trial.rig().broker().kill();
        trial.fault("the broker is killed");
        trial.pause(trial.time());
        trial.rig().broker().start();
    }

    private static void freeze(Trial trial) throws Exception {
        trial.rig().broker().freeze();
        trial.fault("the broker is frozen");
        trial.pause(trial.time());
        trial.rig().broker().thaw();
    }

    private static void silence(Trial trial) throws Exception {
        trial.rig().broker().link().silence();
        trial.fault("the link is silent");
        trial.pause(trial.time());
        trial.rig().broker().link().restore();
    }

    private static void reset(Trial trial) throws Exception {
        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
            trial.rig().broker().link().cut();
            trial.fault("reset");
            trial.pause(Duration.ofSeconds(2));
        }
    }
}
