package dev.annals.chaos;

import dev.annals.chaos.rig.NotTriedException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals chaos} */
@Command(
        name = "chaos",
        header = "Break things under load, and verify that nothing is lost, doubled or reordered.",
        description = {
            "Each scenario starts a broker, a PostgreSQL, workers, an API and a publisher as processes of their own on free ports of"
                    + " 127.0.0.1, publishes, injects its fault, heals it, waits until everything is stored, and compares"
                    + " the publisher's journal with the topic and the table. One line says how it went.",
            "",
            "Scenarios called control-… break what Annals promises: there the verifier must find it.",
        },
        footer = {
            "",
            "all takes less than an hour at its own lengths. What this machine cannot do, such as mounting a small disk without being root, is"
                    + " said and not counted as failed.",
            "",
            "Ends with 0 if no scenario failed, and 1 if one did.",
            "",
            "Example: ./annals chaos worker-killed --seconds 30",
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 1;

    @Parameters(
            arity = "1..*",
            paramLabel = "SCENARIO",
            description = "what to try; all: everything; list: what there is")
    private List<String> names = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "how long a fault lasts, or faults go on, where that is for you to say; default: what the list says")
    private @Nullable Integer seconds;

    @Option(names = "--seed", paramLabel = "N", description = "of what is left to chance; default: another each time")
    private long seed = System.nanoTime();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (names.equals(List.of("list"))) {
            Scenarios.all()
                    .forEach(scenario -> out.printf(
                            "%-26s row %-6s %4d s  %s%n",
                            scenario.name(), scenario.rows(), scenario.lasting().toSeconds(), scenario.text()));
            return 0;
        }
        return tryAll(chosen(), out);
    }

    private int tryAll(List<Scenario> scenarios, PrintWriter out) throws Exception {
        out.println(Result.HEAD);
        out.flush();
        int passed = 0;
        int failed = 0;
        for (Scenario scenario : scenarios) {
            try {
                Result result = attempt(scenario);
                out.println(result.text());
                passed += result.passed() ? 1 : 0;
                failed += result.passed() ? 0 : 1;
            } catch (NotTriedException e) {
                out.printf("%-26s not tried: %s%n", scenario.name(), e.getMessage());
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | OutOfMemoryError e) { // the next scenario has a rig of its own
                failed++;
                out.printf("%-26s FAILED: %s%n", scenario.name(), e);
            }
            out.flush();
        }
        out.printf(
                "%d of %d passed, %d failed, %d not tried; seed %d%n",
                passed, scenarios.size(), failed, scenarios.size() - passed - failed, seed);
        out.flush();
        return failed == 0 ? 0 : INCOMPLETE;
    }

    private Result attempt(Scenario scenario) throws Exception {
        Duration time = seconds == null ? scenario.lasting() : Duration.ofSeconds(seconds);
        PrintWriter progress = spec.commandLine().getErr();
        return Trial.run(scenario, time, seed, line -> progress.println(scenario.name() + ": " + line));
    }

    private List<Scenario> chosen() {
        if (seconds != null && seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--seconds must be at least 1, not " + seconds);
        }
        if (names.equals(List.of("all"))) {
            return Scenarios.all();
        }
        List<Scenario> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(Scenarios.named(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "there is no scenario '" + name + "'; annals chaos list shows all")));
        }
        return chosen;
    }
}
