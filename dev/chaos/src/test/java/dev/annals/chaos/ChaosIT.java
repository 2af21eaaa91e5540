package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.Scenario.Injection;
import dev.annals.chaos.rig.Step;
import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.testkit.Eventually;
import java.io.IOException;
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

/** Some of the faults, briefly and with little load: several in one trial, because starting it takes longest. */
class ChaosIT {

    private static final Setup SMALL = Setup.USUAL.at(300);
    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final long SEED = 7;

    private final List<String> said = new ArrayList<>();
    private Set<Long> processesBefore = Set.of();

    @BeforeEach
    void look() {
        processesBefore = processes();
    }

    @Test
    void nothing_isLostOrDoubled_whenWorkersAPublisherAndConnectionsDie() throws Exception {
        // Given
        Scenario scenario = scenario(SMALL.withSpool(), Set.of(), trial -> {
            WorkerFaults.killAt(trial, Step.AFTER_COPY);
            killPublisher(trial);
            WorkerFaults.killAt(trial, Step.IN_COMMIT);
            killPublisher(trial);
            PostgresFaults.killBackends(trial);
            trial.healed();
        });

        // When
        Result result = run(scenario);

        // Then
        assertThat(result.faults()).isEqualTo(5);
        assertThat(result.stored()).isPositive();
        assertThat(result.complaints())
                .as(String.join("\n", said))
                .filteredOn(complaint -> !complaint.startsWith("the p99.9")) // other tests have the processors, too
                .isEmpty();
    }

    @Test
    void verifier_findsTheDoubledAndTheLost() throws Exception {
        // Given
        Set<Finding> both = Set.of(Finding.DUPLICATE, Finding.LOST_WRITE);
        Scenario scenario = scenario(SMALL, both, trial -> {
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
        assertThat(Path.of(said.get(0))).doesNotExist();
        if (Files.exists(MOUNTS)) {
            assertThat(Files.readString(MOUNTS)).doesNotContain(said.get(0));
        }
        Eventually.succeeds(() -> assertThat(processesBefore).containsAll(processes()));
    }

    private Result run(Scenario scenario) throws Exception {
        return Trial.run(scenario, scenario.lasting(), SEED, said::add);
    }

    private static Scenario scenario(Setup setup, Set<Finding> expected, Injection injection) {
        return new Scenario("short", "-", "", setup, expected, WorkerFaults.LIMITS, injection, Duration.ofSeconds(2));
    }

    private static void killPublisher(Trial trial) throws Exception {
        trial.rig().publishers().get(trial.rig().publishers().size() - 1).kill();
        trial.fault("the publisher is killed");
        trial.startPublisher();
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
