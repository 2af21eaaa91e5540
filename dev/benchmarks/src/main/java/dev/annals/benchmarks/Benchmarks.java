package dev.annals.benchmarks;

import java.util.List;
import java.util.Optional;

/** All that can be measured. */
final class Benchmarks {

    static final List<Benchmark> ALL = List.of(
            new CodecBenchmark(),
            new PublishBenchmark(),
            new IngestBenchmark(),
            new FreshnessBenchmark(),
            new QueryBenchmark(),
            new GrowthBenchmark(),
            new MemoryBenchmark());

    private Benchmarks() {}

    static Optional<Benchmark> named(String name) {
        return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
    }
}
