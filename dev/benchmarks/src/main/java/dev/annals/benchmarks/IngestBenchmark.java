package dev.annals.benchmarks;

import dev.annals.ingest.store.BinaryRows;
import dev.annals.testkit.TemporaryDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** A backlog from the topic into the table, by a worker and by what one would use without it. */
final class IngestBenchmark implements Benchmark {

    private static final String TOPIC = "events";
    private static final String DATABASE = "ingest";
    static final int WARM_UP = 500_000;
    static final int COUNTED = 1_000_000;

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String text() {
        return "a backlog of 1,000,000 events into the table, against one-connection COPY and the Debezium JDBC sink";
    }

    @Override
    public String explanation() {
        return """
                One worker of two lanes (`-Xmx256m`, the options of its image) empties a topic of six partitions into an empty table with all its indexes, counts by the hour included. The same rows, made ready beforehand, are copied into the same table by one
                connection, 10,000 a transaction (`COPY`, binary); and the Debezium JDBC sink (Kafka Connect standalone, two tasks, upsert, batches of 5,000, `reWriteBatchedInserts`) reads the same topic. Broker, PostgreSQL and
                who is measured share the machine. The first 500,000 events warm up, until the JVMs have compiled most of what they run; then rows a second by `ingested_at`.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                KafkaProcess kafka = KafkaProcess.start(home.path());
                Postgres postgres = Postgres.start(home.path())) {
            kafka.createTopic(TOPIC);
            Backlog backlog = Backlog.create(kafka, TOPIC, home.path(), Instant.now(), WARM_UP + COUNTED);
            log.accept(backlog.events() + " events are on the topic");
            Map<String, Contender> contenders = new LinkedHashMap<>();
            contenders.put("worker", url -> work(kafka, url, home.path(), backlog.events()));
            contenders.put("COPY", url -> copy(backlog, url));
            contenders.put("Debezium", url -> sink(kafka, url, home.path(), backlog.events()));
            return rows(measure(contenders, postgres, backlog.rate(WARM_UP), rounds, log));
        }
    }

    /** Puts all of the backlog into the tables of an empty database. */
    private interface Contender {
        void run(String url) throws Exception;
    }

    private static Map<String, Figures> measure(
            Map<String, Contender> contenders, Postgres postgres, String rateSql, int rounds, Consumer<String> log)
            throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
                String url = postgres.newDatabase(DATABASE);
                contender.getValue().run(url);
                double rate = Postgres.number(url, rateSql);
                log.accept(String.format(Locale.ROOT, "%s: %,.0f events/s", contender.getKey(), rate));
                rates.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                        .add(rate);
                postgres.drop(DATABASE);
            }
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        rates.forEach((name, values) -> figures.put(name, new Figures(values)));
        return figures;
    }

    private static List<Row> rows(Map<String, Figures> figures) {
        List<Row> rows = new ArrayList<>();
        Map<String, String> goals = Map.of("COPY", "at least 1.1", "Debezium", "at least 3");
        Figures worker = figure(figures, "worker");
        for (String reference : List.of("COPY", "Debezium")) {
            Figures theirs = figure(figures, reference);
            rows.add(new Row(
                    "backlog into the table, against " + reference,
                    worker.text("%,.0f") + " events/s",
                    theirs.text("%,.0f") + " events/s",
                    worker.over(theirs).text("%.2f"),
                    goals.getOrDefault(reference, "")));
        }
        return rows;
    }

    private static Figures figure(Map<String, Figures> figures, String name) {
        Figures found = figures.get(name);
        if (found == null) {
            throw new IllegalStateException("nobody measured " + name);
        }
        return found;
    }

    static void work(KafkaProcess kafka, String url, Path home, int events) throws Exception {
        try (WorkerProcess worker = WorkerProcess.start(kafka, url, home, Map.of())) {
            worker.awaitStored(events);
        }
    }

    private static void copy(Backlog backlog, String url) throws SQLException, IOException {
        Tables.makePartitions(url);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            for (int i = 0; i < backlog.copies(); i++) {
                copy.copyIn(BinaryRows.COPY, new ByteArrayInputStream(backlog.copy(i)), 64 * 1024);
                connection.commit();
            }
        }
    }

    private static void sink(KafkaProcess kafka, String url, Path home, int events) throws Exception {
        Tables.makePartitions(url);
        try (DebeziumSink sink = DebeziumSink.start(kafka, url, home)) {
            sink.awaitStored(events);
        }
    }
}
