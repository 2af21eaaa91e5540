package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to publishers and between them and Kafka, briefly. */
class ChaosPublisherIT {

    private static final Expectation MAY_BE_TOO_LARGE = new Expectation(30_000, Set.of("TOO_LARGE"), false);

    private final ShortTrials trials = new ShortTrials();

    @Test
    void nothing_isLostOrDoubled_whenLinksFail_theTopicGoes_andPublishersShareADyingSpool() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().withLargeEvery(100);
        Scenario scenario = ShortTrials.scenario(setup, MAY_BE_TOO_LARGE, trial -> {
            BrokerFaults.silence(trial);
            BrokerFaults.reset(trial);
            BrokerFaults.lowerTheLimit(trial);
            SpoolFaults.remove(trial);
            BrokerFaults.deleteTheTopic(trial);
            SpoolFaults.closeInOutage(trial);
            BrokerFaults.late(trial);
            SpoolFaults.killReplaying(trial);
            SpoolFaults.killOneOfTwo(trial);
        });

        // When, Then
        trials.assertPassed(trials.run(scenario));
    }

    @Test
    void nothing_isLostOrDoubled_whenLeadersDie() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().withBrokers(3);
        Scenario scenario =
                ShortTrials.scenario(setup, ShortTrials.UNHURRIED, Scenarios.healing(BrokerFaults::killLeaders));

        // When, Then
        trials.assertPassed(trials.run(scenario));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        trials.assertNothingIsLeft();
    }
}
