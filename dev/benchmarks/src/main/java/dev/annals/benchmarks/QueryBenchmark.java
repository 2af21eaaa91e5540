package dev.annals.benchmarks;

import dev.annals.query.search.PlainSearch;
import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Pages and counts of twenty million events. */
final class QueryBenchmark implements Benchmark {

    private static final int MILLIONS = 20;
    private static final double PERCENT = 0.02;
    private static final int DIFFERENT = 60;
    private static final int DIFFERENT_PAIRS = 40;
    private static final int DIFFERENT_COUNTS_OF_ROWS = 10;
    private static final int DIFFERENT_OF_NOTHING = 20;
    private static final double WARM_UP_SECONDS = 60;
    private static final double STATEMENT_TIMEOUT_MILLIS = 10_000;

    @Override
    public String name() {
        return "query";
    }

    @Override
    public String text() {
        return "pages and counts of 20,000,000 rows, against the same SQL by JDBC and plain count(*)";
    }

    @Override
    public String explanation() {
        return """
                Twenty million events evenly over 52 weekly partitions, who does something and to what as frequent as Zipf has it. The API (`-Xmx128m`) is asked over one connection for pages of 50, and JDBC the same SQL, question by
                question in turn; each question is drawn from rows that are stored. The 99th percentile is over all questions of a kind in a round; the ratios are of medians and of 99th percentiles. Page 1,000 is compared with page 1 of the same questions, five of a kind that have so many. Counts are compared with `count(*)` of
                the same rows, by a plan for these values and with two parallel workers, one question a round, to which the ratio belongs; who did something and to what is not counted by the hour: there the API counts the entries of an index. Sixteen clients ask the API without a pause, then as many connections of JDBC. The data, 15 GB, are made when they are needed first, and stay in
                `dev/benchmarks/target`.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                Postgres postgres = Archive.postgres()) {
            String url = new Archive(postgres).of(MILLIONS, log);
            Questions questions = Questions.from(url, PERCENT);
            try (ApiProcess api = ApiProcess.start(url, home.path());
                    ApiClient client = new ApiClient(api.port());
                    PlainSearch jdbc = PlainSearch.on(url);
                    PlainSearch counting = PlainSearch.counting(url)) {
                QueryClients clients =
                        new QueryClients(api, url, questions.single(DIFFERENT).values());
                QueryPages pages = new QueryPages(client, jdbc, rounds, log);
                pages.warmUp(questions.single(DIFFERENT).values(), WARM_UP_SECONDS);
                QueryCounts counts = new QueryCounts(client, counting, rounds, log);
                List<Row> rows = new ArrayList<>();
                rows.addAll(pages.first(questions.single(DIFFERENT)));
                rows.addAll(pages.first(questions.pairs(DIFFERENT_PAIRS)));
                rows.addAll(pages.thousandth(questions.single(DIFFERENT)));
                rows.addAll(counts.byHour(questions.countedByHour(DIFFERENT)));
                rows.addAll(counts.ofRows(questions.countedByRow(DIFFERENT_COUNTS_OF_ROWS)));
                rows.add(clients.pages(rounds, log));
                rows.add(ofNothing(
                        "a category and a type of another category",
                        questions.disjoint(DIFFERENT_OF_NOTHING),
                        client,
                        log));
                rows.add(ofNothing(
                        "a resource_type that no event has", questions.misspelt(DIFFERENT_OF_NOTHING), client, log));
                return rows;
            }
        }
    }

    /** Nothing matches, which no index in the order of pages knows: events would be read to the last one. */
    private static Row ofNothing(String what, List<Question> asked, ApiClient client, Consumer<String> log)
            throws IOException {
        Times times = new Times();
        for (Question question : asked) {
            Asking.ask(client, question.page(Asking.LIMIT), times);
        }
        Times all = Times.of(List.of(times));
        Row row = new Row(
                "page by " + what,
                String.format(
                        Locale.ROOT,
                        "p50 %,.0f ms, longest %,.0f ms; %d of %d given up",
                        all.percentile(0.5),
                        all.percentile(1),
                        all.givenUp(),
                        asked.size()),
                "",
                "",
                String.format(Locale.ROOT, "ends within %.0f s", STATEMENT_TIMEOUT_MILLIS / 1000));
        log.accept(row.toString());
        return row;
    }
}
