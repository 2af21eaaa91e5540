package dev.annals.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals bench} */
@Command(
        name = "bench",
        header = "Measure Annals and what it is compared with, in turns.",
        description = {
            "Each benchmark starts what it needs on free ports of 127.0.0.1, warms up, measures Annals and its reference one after"
                    + " the other, again and again, and prints the median of the rounds, what they were between, and the ratio.",
            "",
            "Then it puts what it has printed into docs/PERFORMANCE.md of the working directory, unless told not to.",
        },
        footer = {
            "",
            "A machine that does something else meanwhile gives other figures; ratios suffer less.",
            "",
            "Example: ./annals bench publish --rounds 3",
        })
public final class BenchCommand implements Callable<Integer> {

    private static final int INCOMPLETE = 1;

    @Parameters(
            arity = "1..*",
            paramLabel = "BENCHMARK",
            description = "what to measure; all: everything; list: what there is")
    private List<String> names = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "how often each thing is measured; default: ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--print-only", description = "leave docs/PERFORMANCE.md as it is")
    private boolean printOnly;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (names.equals(List.of("list"))) {
            Benchmarks.ALL.forEach(benchmark -> out.printf("%-10s %s%n", benchmark.name(), benchmark.text()));
            return 0;
        }
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be at least 1, not " + rounds);
        }
        PerformancePage page = printOnly ? null : new PerformancePage(page());
        int failed = 0;
        for (Benchmark benchmark : chosen()) {
            try {
                measure(benchmark, out, page);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) { // the next one has nothing to do with it
                failed++;
                spec.commandLine().getErr().println(benchmark.name() + " failed:");
                e.printStackTrace(spec.commandLine().getErr());
            }
        }
        return failed == 0 ? 0 : INCOMPLETE;
    }

    private void measure(Benchmark benchmark, PrintWriter out, @Nullable PerformancePage page) throws Exception {
        PrintWriter progress = spec.commandLine().getErr();
        String commit = Machine.commit(); // as it is now: a run takes long
        List<Row> rows = benchmark.run(rounds, line -> progress.println(benchmark.name() + ": " + line));
        out.print(table(rows));
        out.flush();
        if (page != null) {
            page.write(benchmark.name(), section(benchmark, commit, rows));
        }
    }

    private String section(Benchmark benchmark, String commit, List<Row> rows) {
        String command = "./annals bench " + benchmark.name() + (rounds == 5 ? "" : " --rounds " + rounds);
        return "\n" + benchmark.explanation().strip() + "\n\n"
                + "`" + command + "`, " + LocalDate.now(ZoneOffset.UTC) + ", commit " + commit + ", "
                + Machine.text() + ":\n\n"
                + Row.HEAD + rows.stream().map(row -> row.markdown() + "\n").collect(Collectors.joining()) + "\n";
    }

    /** For a terminal: as wide as its cells. */
    private static String table(List<Row> rows) {
        List<Function<Row, String>> columns = List.of(Row::what, Row::ours, Row::reference, Row::ratio, Row::goal);
        List<Row> all = new ArrayList<>(List.of(new Row("", "Annals", "reference", "ratio", "goal")));
        all.addAll(rows);
        StringBuilder text = new StringBuilder();
        for (Row row : all) {
            for (Function<Row, String> column : columns) {
                int width = all.stream()
                        .mapToInt(each -> column.apply(each).length())
                        .max()
                        .orElse(0);
                String cell = column.apply(row);
                text.append(cell).append(" ".repeat(width - cell.length() + 2));
            }
            text.append('\n');
        }
        return text.toString().replaceAll(" +\n", "\n");
    }

    private List<Benchmark> chosen() {
        if (names.equals(List.of("all"))) {
            return Benchmarks.ALL;
        }
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(Benchmarks.named(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "there is no benchmark '" + name + "'; annals bench list shows all")));
        }
        return chosen;
    }

    private static Path page() throws IOException {
        Path page = Path.of("docs", "PERFORMANCE.md");
        if (!Files.isRegularFile(page)) {
            throw new IOException(
                    "there is no " + page + " here; run it in the project's directory, or with --print-only");
        }
        return page;
    }
}
