package dev.annals.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What one event costs where no wire is involved. */
final class CodecBenchmark implements Benchmark {

    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 3;

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String text() {
        return "an event to its JSON and back, against Jackson";
    }

    @Override
    public String explanation() {
        return """
                One call, measured by JMH in a JVM of its own. Annals' calls check every rule of an event; Jackson writes a `Map` of ready values, and reads into a tree, with no rule looked at.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws RunnerException {
        Map<String, List<Double>> nanos = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : measureOnce()) {
                String call = result.getPrimaryResult().getLabel();
                double score = result.getPrimaryResult().getScore();
                log.accept(String.format(Locale.ROOT, "%s: %,.0f ns", call, score));
                nanos.computeIfAbsent(call, name -> new ArrayList<>()).add(score);
            }
        }
        return List.of(
                row("draft to JSON", nanos, "encode", "encodeWithJackson"),
                row("JSON to event", nanos, "decode", "decodeWithJackson"));
    }

    private static Collection<RunResult> measureOnce() throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(Codec.class.getName())
                        .forks(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(MEASUREMENTS)
                        .measurementTime(TimeValue.seconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
    }

    private static Row row(String what, Map<String, List<Double>> nanos, String ours, String theirs) {
        Figures our = new Figures(nanos.getOrDefault(ours, List.of()));
        Figures their = new Figures(nanos.getOrDefault(theirs, List.of()));
        return new Row(
                what,
                our.text("%,.0f") + " ns",
                their.text("%,.0f") + " ns",
                our.over(their).text("%.2f"),
                "");
    }
}
