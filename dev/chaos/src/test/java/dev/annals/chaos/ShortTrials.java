package dev.annals.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.Scenario.Injection;
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

/** Trials of a few seconds, with little load: several faults in one, because starting it takes longest. */
final class ShortTrials {

    static final Setup SMALL = Setup.USUAL.at(300);

    /** Other tests have the processors, too. */
    static final Expectation UNHURRIED = new Expectation(30_000, Set.of(), false);

    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final long SEED = 7;

    private final List<String> said = new ArrayList<>();
    private final Set<Long> processesBefore = processes();

    static Scenario scenario(Setup setup, Expectation expectation, Injection injection) {
        return scenario(setup, Set.of(), expectation, injection);
    }

    static Scenario scenario(Setup setup, Set<Finding> expected, Expectation expectation, Injection injection) {
        return new Scenario("short", "-", "", setup, expected, expectation, injection, Duration.ofSeconds(2));
    }

    Result run(Scenario scenario) throws Exception {
        try {
            return Trial.run(scenario, scenario.lasting(), SEED, said::add);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + String.join("\n", said), e);
        }
    }

    void assertPassed(Result result) {
        assertThat(result.stored()).isPositive();
        assertNoComplaints(result);
    }

    void assertNoComplaints(Result result) {
        assertThat(result.complaints()).as(String.join("\n", said)).isEmpty();
    }

    /** No process, directory or mount of a trial. */
    void assertNothingIsLeft() throws IOException {
        for (String directory : said.stream().limit(1).toList()) { // none if it was not tried
            assertThat(Path.of(directory)).doesNotExist();
            if (Files.exists(MOUNTS)) {
                assertThat(Files.readString(MOUNTS)).doesNotContain(directory);
            }
        }
        Eventually.succeeds(() -> assertThat(processesBefore).containsAll(processes()));
    }

    private static Set<Long> processes() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
