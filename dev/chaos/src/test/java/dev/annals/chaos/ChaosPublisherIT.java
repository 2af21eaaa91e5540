package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.Scenario.Expectation;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to publishers and between them and Kafka, briefly. */
class ChaosPublisherIT {

    private static final Expectation MAY_BE_TOO_LARGE = new Expectation(30_000, Set.of("TOO_LARGE"), false);

    private static final Expectation MAY_OVERFLOW = new Expectation(30_000, Set.of("QUEUE_FULL"), false);
    private static final Expectation MAY_CLOSE = new Expectation(30_000, Set.of("CLOSED"), false);

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
            BrokerFaults.late(trial);
            SpoolFaults.killReplaying(trial);
            SpoolFaults.killOneOfTwo(trial);
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isEqualTo(9);
    }

    @Test
    void nothing_isLostOrDoubled_whenAPublisherIsClosedInAnOutage_andTheNextGoesOnWithItsSpool() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().withoutDraining();
        Scenario scenario =
                ShortTrials.scenario(setup, ShortTrials.UNHURRIED, Scenarios.healing(SpoolFaults::closeInOutage));

        // When, Then
        trials.assertPassed(trials.run(scenario));
    }

    @Test
    void nothing_isLostSilently_whenPublishersWithoutASpoolMeetOutages_andAreClosedInOne() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withoutDraining();
        Scenario scenario = ShortTrials.scenario(setup, MAY_CLOSE, trial -> {
            BrokerFaults.kill(trial);
            BrokerFaults.silence(trial);
            BrokerFaults.reset(trial);
            SpoolFaults.closeInOutage(trial);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isEqualTo(4);
        assertThat(result.rejected()).isPositive();
    }

    @Test
    void nothing_isLostOrDoubled_whenLeadersDie() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().withBrokers(3);
        Scenario scenario =
                ShortTrials.scenario(setup, ShortTrials.UNHURRIED, Scenarios.healing(BrokerFaults::killLeaders));

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isEqualTo(2);
    }

    @Test
    void nothing_isLostSilently_whenManyThreadsPublishAsFastAsTheyCan() throws Exception {
        // Given
        Setup setup = Setup.USUAL.withThreads(64).at(1_000_000);
        Scenario scenario = ShortTrials.scenario(setup, MAY_OVERFLOW, BrokerFaults::publishTightly);

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.accepted()).isGreaterThan(10_000);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        trials.assertNothingIsLeft();
    }
}
