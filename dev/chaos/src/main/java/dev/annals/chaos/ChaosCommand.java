package dev.annals.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Each scenario starts a broker, a PostgreSQL, workers and a publisher as processes of their own on free ports of"
                    + " 127.0.0.1, publishes, injects its fault, heals it, waits until everything is stored, and compares"
                    + " the publisher's journal with the topic and the table. One line says how it went.",
            "",
            "Scenarios called control-… break what Annals promises: there the verifier must find it.",
        },
        footer = {
            "",
            "Ends with 0 if every scenario passed, and 1 if not.",
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
            description = "how long a fault lasts, or faults go on; default: ${DEFAULT-VALUE}")
    private int seconds = 60;

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
                    .forEach(scenario ->
                            out.printf("%-26s row %-4s %s%n", scenario.name(), scenario.rows(), scenario.text()));
            return 0;
        }
        return tryAll(chosen(), out);
    }

    private int tryAll(List<Scenario> scenarios, PrintWriter out) throws Exception {
        PrintWriter progress = spec.commandLine().getErr();
        out.println(Result.HEAD);
        out.flush();
        int failed = 0;
        for (Scenario scenario : scenarios) {
            Result result = Trial.run(
                    scenario,
                    Duration.ofSeconds(seconds),
                    seed,
                    line -> progress.println(scenario.name() + ": " + line));
            out.println(result.text());
            out.flush();
            failed += result.passed() ? 0 : 1;
        }
        out.printf("%d of %d passed; seed %d%n", scenarios.size() - failed, scenarios.size(), seed);
        out.flush();
        return failed == 0 ? 0 : INCOMPLETE;
    }

    private List<Scenario> chosen() {
        if (seconds < 1) {
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
