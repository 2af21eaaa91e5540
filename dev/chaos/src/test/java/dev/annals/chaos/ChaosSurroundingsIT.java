package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.rig.NotTriedException;
import dev.annals.chaos.rig.Surroundings;
import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.testkit.Eventually;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only root can do to a machine, briefly; and what the verifier must find. */
class ChaosSurroundingsIT {

    private static final Expectation MAY_OVERFLOW = new Expectation(30_000, Set.of("QUEUE_FULL"), false);

    private final ShortTrials trials = new ShortTrials();
    private Set<String> wiresBefore = Set.of();

    @BeforeEach
    void look() throws IOException {
        wiresBefore = wires();
    }

    @Test
    void nothing_isLostOrDoubled_whenDisksAreFull_whereRootMayMountSmallOnes() throws Exception {
        // Given
        Setup setup = Setup.USUAL.withSpool().in(Surroundings.SMALL_DISK);
        Scenario scenario = ShortTrials.scenario(setup, MAY_OVERFLOW, trial -> {
                    SpoolFaults.fill(trial);
                    PostgresFaults.fillDisk(trial);
                    trial.healed();
                })
                .lasting(6);

        // When, Then
        assertPassedOr(scenario, "unshare", "--mount", "mount", "-t", "tmpfs", "annals-chaos", "/mnt");
    }

    @Test
    void nothing_isLostOrDoubled_whenTheSpoolsDiskCannotBeWritten_whereRootMayMountOne() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().in(Surroundings.READ_ONLY_DISK);
        Scenario scenario = ShortTrials.scenario(setup, MAY_OVERFLOW, Scenarios.healing(SpoolFaults::makeWritable));

        // When, Then
        assertPassedOr(scenario, "unshare", "--mount", "mount", "-t", "tmpfs", "annals-chaos", "/mnt");
    }

    @Test
    void nothing_isLostOrDoubled_whenPacketsAreLost_whereRootMayMakeANetwork() throws Exception {
        // Given
        Setup setup = ShortTrials.SMALL.withSpool().in(Surroundings.OWN_NETWORK);
        Scenario scenario =
                ShortTrials.scenario(setup, ShortTrials.UNHURRIED, Scenarios.healing(BrokerFaults::losePackets));

        // When, Then
        assertPassedOr(
                scenario, "unshare", "--net", "ip", "link", "add", "here", "type", "veth", "peer", "name", "there");
    }

    @Test
    void verifier_findsTheDoubledAndTheLost() throws Exception {
        // Given
        Set<Finding> both = Set.of(Finding.DUPLICATE, Finding.LOST_WRITE);
        Scenario scenario = ShortTrials.scenario(ShortTrials.SMALL, both, ShortTrials.UNHURRIED, trial -> {
            Controls.duplicates(trial);
            trial.awaitStored(); // or what is lost next would be what is there already
            Controls.losses(trial);
        });

        // When
        Result result = trials.run(scenario);

        // Then
        trials.assertNoComplaints(result);
        assertThat(result.verdict().count(Finding.DUPLICATE)).isPositive();
        assertThat(result.verdict().count(Finding.LOST_WRITE)).isPositive();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        trials.assertNothingIsLeft();
        Eventually.succeeds(() -> assertThat(wiresBefore).containsAll(wires()));
    }

    /** Says that it was not tried, if this machine refuses the same to a command. */
    private void assertPassedOr(Scenario scenario, String... whatItNeeds) throws Exception {
        try {
            trials.assertPassed(trials.run(scenario));
        } catch (NotTriedException e) {
            Process asked = new ProcessBuilder(whatItNeeds).start();
            assertThat(asked.waitFor()).as(e.getMessage()).isNotZero();
        }
    }

    private static Set<String> wires() throws IOException {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .collect(Collectors.toSet());
    }
}
