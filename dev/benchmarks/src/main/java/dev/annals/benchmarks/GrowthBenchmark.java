package dev.annals.benchmarks;

import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Whether a table that has grown costs anything. */
final class GrowthBenchmark implements Benchmark {

    private static final String TOPIC = "events";
    private static final String DATABASE = "growth";
    private static final List<Integer> MILLIONS = List.of(0, 1, 5, 20);
    private static final int DIFFERENT = 60;

    /** Of all kinds: some ten seconds, in which a new API's JVM compiles what it runs. */
    private static final int WARM_UP_TURNS = 12;

    private static final double EXPECTED_ROWS = 4_000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String text() {
        return "ingest rate and pages with an empty table, and with 1, 5 and 20 million rows";
    }

    @Override
    public String explanation() {
        return """
                The backlog of `ingest` into tables that hold a year of events already, evenly over 52 weekly partitions; the backlog belongs to the last of them. The reference is the empty table, in the same round. Pages of 50 by the API, p50 of each
                kind, of what was there before the backlog came; the empty table is asked what the one with a million is.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                KafkaProcess kafka = KafkaProcess.start(home.path());
                Postgres postgres = Archive.postgres()) {
            Archive archive = new Archive(postgres);
            Map<Integer, Questions> questions = new HashMap<>();
            for (int millions : MILLIONS) {
                int drawnFrom = Math.max(1, millions); // an empty table has no row to draw from
                String url = archive.of(drawnFrom, log);
                questions.put(millions, Questions.from(url, EXPECTED_ROWS / (drawnFrom * 1e6) * 100));
            }
            Instant end = latest(archive.of(20, log));
            kafka.createTopic(TOPIC);
            Backlog backlog =
                    Backlog.create(kafka, TOPIC, home.path(), end, IngestBenchmark.WARM_UP + IngestBenchmark.COUNTED);
            Map<Integer, List<Double>> rates = new TreeMap<>();
            Map<Integer, Map<String, List<Double>>> pages = new TreeMap<>();
            for (int round = 0; round < rounds; round++) {
                for (int millions : MILLIONS) {
                    String url = millions == 0
                            ? postgres.newDatabase(DATABASE)
                            : postgres.copyOf("archive_" + millions + "m", DATABASE);
                    ask(
                            url,
                            Objects.requireNonNull(questions.get(millions)),
                            home.path(),
                            pages.computeIfAbsent(millions, some -> new LinkedHashMap<>()));
                    IngestBenchmark.work(kafka, url, home.path(), backlog.events());
                    double rate = Postgres.number(url, backlog.rate(IngestBenchmark.WARM_UP));
                    if (rate <= 0) {
                        throw new IllegalStateException("nothing was measured at " + millions + " million rows");
                    }
                    log.accept(String.format(Locale.ROOT, "%d million rows: %,.0f events/s", millions, rate));
                    rates.computeIfAbsent(millions, some -> new ArrayList<>()).add(rate);
                }
            }
            postgres.drop(DATABASE);
            return rows(rates, pages);
        }
    }

    private static Instant latest(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select inserted_at from events order by id desc limit 1")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static void ask(String url, Questions questions, Path home, Map<String, List<Double>> pages)
            throws Exception {
        try (ApiProcess api = ApiProcess.start(url, home);
                ApiClient client = new ApiClient(api.port())) {
            Map<String, List<Question>> kinds = questions.single(DIFFERENT);
            for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
                for (List<Question> kind : kinds.values()) {
                    var unused = ask(client, kind);
                }
            }
            for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
                pages.computeIfAbsent(kind.getKey(), some -> new ArrayList<>())
                        .add(ask(client, kind.getValue()).percentile(0.5));
            }
        }
    }

    private static Times ask(ApiClient client, List<Question> questions) throws IOException {
        Times times = new Times();
        for (Question question : Asking.repeated(questions, DIFFERENT)) { // without a filter there is only one
            times.add(Asking.ask(client, question.page(Asking.LIMIT)));
        }
        return Times.of(List.of(times));
    }

    private static List<Row> rows(Map<Integer, List<Double>> rates, Map<Integer, Map<String, List<Double>>> pages) {
        List<Row> rows = new ArrayList<>();
        Figures empty = new Figures(rates.getOrDefault(0, List.of()));
        rates.forEach((millions, values) -> {
            if (millions > 0) {
                Figures figures = new Figures(values);
                rows.add(new Row(
                        "ingest at " + millions + " million rows",
                        figures.text("%,.0f") + " events/s",
                        empty.text("%,.0f") + " events/s",
                        figures.over(empty).text("%.2f"),
                        millions == 20 ? "at least 0.9" : ""));
            }
        });
        pages.forEach((millions, kinds) -> kinds.forEach((kind, values) -> rows.add(new Row(
                "page by " + kind + " at " + millions + " million rows",
                new Figures(values).text("%.2f") + " ms",
                "",
                "",
                ""))));
        return rows;
    }
}
