package dev.annals.benchmarks;

import dev.annals.producer.EventPublisher;
import dev.annals.testkit.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** From the call of publish until the row can be read, and until a consumer has the event. */
final class FreshnessBenchmark implements Benchmark {

    private static final String TOPIC = "events";
    private static final String DATABASE = "freshness";
    private static final double SECONDS = 15;

    /** At the higher rate and then at the lower one, at which alone the JVMs would compile for minutes. */
    private static final double WARM_UP_SECONDS = 60;

    private static final int THREADS = 8;

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public String text() {
        return "from publish to the row, and to a consumer, at 1,000 and 5,000 events/s";
    }

    @Override
    public String explanation() {
        return """
                From the call of `publish` until a connection that asks every two milliseconds has read the row, and until a plain Kafka consumer has the event. Broker, PostgreSQL, worker (two lanes, `-Xmx256m`) and who publishes share the machine.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                KafkaProcess kafka = KafkaProcess.start(home.path());
                Postgres postgres = Postgres.start(home.path())) {
            kafka.createTopic(TOPIC);
            String url = postgres.newDatabase(DATABASE);
            Tables.makePartitions(url);
            try (WorkerProcess worker = WorkerProcess.start(kafka, url, home.path(), Map.of());
                    EventPublisher publisher = EventPublisher.builder()
                            .bootstrapServers(kafka.bootstrapServers())
                            .source("bench")
                            .build();
                    Arrivals arrivals = Arrivals.watch(url, kafka.bootstrapServers(), TOPIC)) {
                worker.awaitReady();
                publish(publisher, arrivals, 5_000, WARM_UP_SECONDS);
                publish(publisher, arrivals, 1_000, WARM_UP_SECONDS);
                for (int rate : List.of(1_000, 5_000)) {
                    rows.addAll(measure(publisher, arrivals, rate, rounds, log));
                }
            }
        }
        return rows;
    }

    private static List<Row> measure(
            EventPublisher publisher, Arrivals arrivals, int rate, int rounds, Consumer<String> log) throws Exception {
        List<Times> inTable = new ArrayList<>();
        List<Times> atConsumer = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Arrivals.Seen seen = publish(publisher, arrivals, rate, SECONDS);
            inTable.add(seen.rows());
            atConsumer.add(seen.records());
            log.accept(String.format(
                    Locale.ROOT,
                    "%d/s: row after %.1f ms, p99 %.1f ms; consumer %.1f ms, p99 %.1f ms",
                    rate,
                    seen.rows().percentile(0.5),
                    seen.rows().percentile(0.99),
                    seen.records().percentile(0.5),
                    seen.records().percentile(0.99)));
        }
        String at = String.format(Locale.ROOT, "%,d/s, ", rate);
        boolean slow = rate == 1_000;
        return List.of(
                row(at + "row visible, p50", inTable, 0.5, slow ? "at most 15 ms" : ""),
                row(at + "row visible, p99", inTable, 0.99, slow ? "at most 60 ms" : "at most 150 ms"),
                row(at + "consumer, p50", atConsumer, 0.5, ""),
                row(at + "consumer, p99", atConsumer, 0.99, ""));
    }

    private static Row row(String what, List<Times> rounds, double share, String goal) {
        Figures figures = new Figures(
                rounds.stream().map(times -> times.percentile(share)).toList());
        return new Row(what, figures.text("%.1f") + " ms", "", "", goal);
    }

    /** Returns when all have arrived. */
    private static Arrivals.Seen publish(EventPublisher publisher, Arrivals arrivals, int rate, double seconds)
            throws Exception {
        arrivals.begin();
        Threads.paced(THREADS, rate, seconds, number -> {
            SampleEvents events = new SampleEvents(number);
            return () -> {
                var event = events.draft().toEvent();
                return () -> {
                    arrivals.published(event.id());
                    var unused = publisher.publish(event);
                };
            };
        });
        return arrivals.awaitAll();
    }
}
