package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.Scenario.Injection;
import dev.annals.chaos.rig.NotTriedException;
import dev.annals.chaos.rig.Step;
import dev.annals.chaos.rig.Surroundings;
import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.testkit.Eventually;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Most kinds of faults, briefly and with little load: several in one trial, because starting it takes longest. */
class ChaosIT {

    private static final Setup SMALL = Setup.USUAL.at(300);
    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final long SEED = 7;

    /** Other tests have the processors, too. */
    private static final Expectation UNHURRIED = new Expectation(30_000, Set.of(), false);

    private static final Expectation MAY_OVERFLOW = new Expectation(30_000, Set.of("QUEUE_FULL"), false);

    private final List<String> said = new ArrayList<>();
    private Set<Long> processesBefore = Set.of();
    private Set<String> wiresBefore = Set.of();

    @BeforeEach
    void look() throws IOException {
        processesBefore = processes();
        wiresBefore = wires();
    }

    @Test
    void nothing_isLostOrDoubled_whenWorkersAPublisherAndConnectionsDie() throws Exception {
        // Given
        Scenario scenario = scenario(SMALL.withSpool(), UNHURRIED, trial -> {
            WorkerFaults.killAt(trial, Step.AFTER_COPY);
            killPublisher(trial);
            WorkerFaults.killAt(trial, Step.IN_COMMIT);
            killPublisher(trial);
            PostgresFaults.killBackends(trial);
            WorkerFaults.freezeAt(trial, Step.AFTER_COMPARE_AND_SET, Duration.ZERO);
            trial.healed();
        });

        // When
        Result result = run(scenario);

        // Then
        assertThat(result.faults()).isEqualTo(6);
        assertPassed(result);
    }

    @Test
    void nothing_isLostOrDoubled_whenBrokerAndDatabaseFail_andTheTopicIsMadeAnew() throws Exception {
        // Given
        Scenario scenario = scenario(SMALL.withSpool(), UNHURRIED, trial -> {
            BrokerFaults.kill(trial);
            BrokerFaults.freeze(trial);
            PostgresFaults.freeze(trial);
            PostgresFaults.cutInCommit(trial);
            PostgresFaults.makeReadOnly(trial);
            TopicFaults.makeAnew(trial);
            trial.healed();
        });

        // When
        Result result = run(scenario);

        // Then
        assertThat(result.faults()).isEqualTo(7);
        assertPassed(result);
    }

    @Test
    void nothing_isLostOrDoubled_whenDisksAreFull_whereRootMayMountSmallOnes() throws Exception {
        // Given
        Setup setup = Setup.USUAL.withSpool().in(Surroundings.SMALL_DISK);
        Scenario scenario = scenario(setup, MAY_OVERFLOW, trial -> {
                    SpoolFaults.fill(trial);
                    PostgresFaults.fillDisk(trial);
                    trial.healed();
                })
                .lasting(6);

        // When, Then
        assertPassedOr(scenario, "unshare", "--mount", "mount", "-t", "tmpfs", "annals-chaos", "/mnt");
    }

    @Test
    void nothing_isLostOrDoubled_whenPacketsAreLost_whereRootMayMakeANetwork() throws Exception {
        // Given
        Setup setup = SMALL.withSpool().in(Surroundings.OWN_NETWORK);
        Scenario scenario = scenario(setup, UNHURRIED, Scenarios.healing(BrokerFaults::losePackets));

        // When, Then
        assertPassedOr(
                scenario, "unshare", "--net", "ip", "link", "add", "here", "type", "veth", "peer", "name", "there");
    }

    @Test
    void verifier_findsTheDoubledAndTheLost() throws Exception {
        // Given
        Set<Finding> both = Set.of(Finding.DUPLICATE, Finding.LOST_WRITE);
        Scenario scenario = scenario(SMALL, both, UNHURRIED, trial -> {
            Controls.duplicates(trial);
            trial.awaitStored(); // or what is lost next would be what is there already
            Controls.losses(trial);
        });

        // When
        Result result = run(scenario);

        // Then
        assertThat(result.complaints()).as(String.join("\n", said)).isEmpty();
        assertThat(result.verdict().count(Finding.DUPLICATE)).isPositive();
        assertThat(result.verdict().count(Finding.LOST_WRITE)).isPositive();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (String directory : said.stream().limit(1).toList()) { // none if it was not tried
            assertThat(Path.of(directory)).doesNotExist();
            if (Files.exists(MOUNTS)) {
                assertThat(Files.readString(MOUNTS)).doesNotContain(directory);
            }
        }
        Eventually.succeeds(() -> assertThat(processesBefore).containsAll(processes()));
        Eventually.succeeds(() -> assertThat(wiresBefore).containsAll(wires()));
    }

    /** Says that it was not tried, if this machine refuses the same to a command. */
    private void assertPassedOr(Scenario scenario, String... whatItNeeds) throws Exception {
        try {
            assertPassed(run(scenario));
        } catch (NotTriedException e) {
            Process asked = new ProcessBuilder(whatItNeeds).start();
            assertThat(asked.waitFor()).as(e.getMessage()).isNotZero();
        }
    }

    private void assertPassed(Result result) {
        assertThat(result.stored()).isPositive();
        assertThat(result.complaints()).as(String.join("\n", said)).isEmpty();
    }

    private Result run(Scenario scenario) throws Exception {
        return Trial.run(scenario, scenario.lasting(), SEED, said::add);
    }

    private static Scenario scenario(Setup setup, Expectation expectation, Injection injection) {
        return scenario(setup, Set.of(), expectation, injection);
    }

    private static Scenario scenario(Setup setup, Set<Finding> expected, Expectation expectation, Injection injection) {
        return new Scenario("short", "-", "", setup, expected, expectation, injection, Duration.ofSeconds(2));
    }

    private static void killPublisher(Trial trial) throws Exception {
        SpoolFaults.killLatest(trial);
        trial.startPublisher();
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Set<String> wires() throws IOException {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .collect(Collectors.toSet());
    }
}
