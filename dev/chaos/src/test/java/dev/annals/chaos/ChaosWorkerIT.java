package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.rig.Rig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to the topic, to PostgreSQL and among workers, briefly. */
class ChaosWorkerIT {

    private final ShortTrials trials = new ShortTrials();

    @Test
    void nothing_isLostOrDoubled_amongPoison_abortedTransactions_andWhateverIsDoneToTheTopic() throws Exception {
        // Given
        Scenario scenario = ShortTrials.scenario(ShortTrials.SMALL, ShortTrials.UNHURRIED, trial -> {
            TopicFaults.flood(trial);
            trial.awaitStored(); // also of the partition that was stopped
            TopicFaults.poison(trial);
            TopicFaults.abortTransactions(trial);
            TopicFaults.deleteGroup(trial);
            TopicFaults.removeUnread(trial);
            TopicFaults.addPartitions(trial);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void nothing_isLostOrDoubled_whenWorkersComeAndGo_andPostgresIsLockedChangedKilledAndRestored() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.with(Rig.GROUP_PROTOCOL, "consumer");
        Scenario scenario = ShortTrials.scenario(setup, ShortTrials.UNHURRIED, trial -> {
            WorkerFaults.comeAndGo(trial);
            PostgresFaults.lock(trial);
            PostgresFaults.takeColumnAway(trial);
            PostgresFaults.kill(trial);
            PostgresFaults.restoreOlder(trial);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isEqualTo(6);
    }

    @Test
    void nothing_isLostOrDoubled_whenThereIsNoTopicAtFirst_andOneOfTwoWorkersFreezes() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().withPartitions(0).withWorkers(2);
        Scenario scenario = ShortTrials.scenario(setup, ShortTrials.UNHURRIED, trial -> {
            TopicFaults.missing(trial);
            WorkerFaults.freezeAtRandom(trial);
            trial.healed();
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertPassed(result);
        assertThat(result.faults()).isEqualTo(2);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        trials.assertNothingIsLeft();
    }
}
