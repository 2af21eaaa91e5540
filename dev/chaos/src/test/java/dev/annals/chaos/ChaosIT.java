package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.rig.Step;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What dies, freezes or is cut, briefly. */
class ChaosIT {

    private final ShortTrials trials = new ShortTrials();

    @Test
    void nothing_isLostOrDoubled_whenWorkersAPublisherAndConnectionsDie() throws Exception {
        // Given
        Scenario scenario = ShortTrials.scenario(ShortTrials.SMALL.withSpool(), ShortTrials.UNHURRIED, trial -> {
            WorkerFaults.killAt(trial, Step.AFTER_COPY);
            killPublisher(trial);
            WorkerFaults.killAt(trial, Step.IN_COMMIT);
            killPublisher(trial);
            PostgresFaults.killBackends(trial);
            WorkerFaults.freezeAt(trial, Step.AFTER_COMPARE_AND_SET, Duration.ZERO);
            trial.rig().workers().removeFirst().end(); // the other has every partition then
            WorkerFaults.freezeAt(trial, Step.IN_COPY, Duration.ZERO);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        assertThat(result.faults()).isEqualTo(7);
        trials.assertPassed(result);
    }

    @Test
    void nothing_isLostOrDoubled_whenTheTopicIsMadeAnew_andBrokerAndDatabaseFail() throws Exception {
        // Given
        Scenario scenario = ShortTrials.scenario(ShortTrials.SMALL.withSpool(), ShortTrials.UNHURRIED, trial -> {
            TopicFaults.makeAnew(trial); // first: it needs more records than there were
            BrokerFaults.kill(trial);
            BrokerFaults.freeze(trial);
            PostgresFaults.freeze(trial);
            PostgresFaults.cutInCommit(trial);
            PostgresFaults.makeReadOnly(trial);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        assertThat(result.faults()).isEqualTo(7);
        trials.assertPassed(result);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        trials.assertNothingIsLeft();
    }

    private static void killPublisher(Trial trial) throws Exception {
        SpoolFaults.killLatest(trial);
        trial.startPublisher();
    }
}
