package dev.annals.benchmarks;

import dev.annals.query.search.Cursor;
import dev.annals.query.search.PlainSearch;
import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pages and counts of twenty million events. */
final class QueryBenchmark implements Benchmark {

    static final int MILLIONS = 20;
    static final int LIMIT = 50;

    private static final double PERCENT = 0.02;
    private static final int DIFFERENT = 60;
    private static final int DIFFERENT_PAIRS = 40;

    /** Of a kind in a round: one in a hundred is five. */
    private static final int ASKED = 500;

    /** Whoever is given up so often in a warm-up is not asked so often. */
    private static final int ASKED_IF_SLOW = 60;

    private static final double WARM_UP_SECONDS = 15;
    private static final int PAGES_BEFORE = 999;
    private static final int CLIENTS = 16;
    private static final double CLIENTS_SECONDS = 10;
    private static final double STATEMENT_TIMEOUT_MILLIS = 10_000;
    private static final int OK = 200;
    private static final int GIVEN_UP = 504;

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
                question in turn; each question is drawn from rows that are stored. The 99th percentile is over all questions of a kind in a round; the ratios are of medians and of 99th percentiles. Counts are compared with `count(*)` of the same rows, by a plan for these values and with two parallel workers. The data, 15 GB, are made
                when they are needed first, and stay in `dev/benchmarks/target`.
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
                var unusedWarmUp = askAtOnce(questions, api, WARM_UP_SECONDS);
                List<Row> rows = new ArrayList<>();
                rows.addAll(pages("page by ", questions.single(DIFFERENT), client, jdbc, rounds, log));
                rows.addAll(pages("page by ", questions.pairs(DIFFERENT_PAIRS), client, jdbc, rounds, log));
                rows.add(pageThousand(questions, client, jdbc, rounds, log));
                rows.addAll(counts(questions, client, counting, rounds, log));
                rows.add(manyClients(questions, api, rounds, log));
                rows.add(disjoint(questions, client, log));
                return rows;
            }
        }
    }

    static List<Row> pages(
            String prefix,
            Map<String, List<Question>> kinds,
            ApiClient client,
            PlainSearch jdbc,
            int rounds,
            Consumer<String> log)
            throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            List<Times> ours = new ArrayList<>();
            List<Times> theirs = new ArrayList<>();
            int asked = ASKED_IF_SLOW;
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                Times plain = new Times();
                List<Question> questions = repeated(kind.getValue(), asked);
                for (int i = 0; i < questions.size(); i++) {
                    Question question = questions.get(i);
                    if ((i + round) % 2 == 0) { // in turns: the second finds what the first has read
                        ask(client, question.page(LIMIT), api);
                        ask(jdbc, question, plain);
                    } else {
                        ask(jdbc, question, plain);
                        ask(client, question.page(LIMIT), api);
                    }
                }
                if (round > 0) {
                    ours.add(Times.of(List.of(api)));
                    theirs.add(Times.of(List.of(plain)));
                } else if (api.givenUp() == 0) {
                    asked = ASKED;
                }
            }
            Row row = row(prefix + kind.getKey(), ours, theirs, "p99 5 ms, 1.5 ×");
            log.accept(row.toString());
            rows.add(row);
        }
        return rows;
    }

    /** Again and again, at least so many. */
    private static List<Question> repeated(List<Question> questions, int atLeast) {
        List<Question> repeated = new ArrayList<>();
        while (repeated.size() < atLeast) {
            repeated.addAll(questions);
        }
        return repeated;
    }

    private static Row row(String what, List<Times> ours, List<Times> theirs, String goal) {
        return new Row(
                what,
                text(ours),
                text(theirs),
                "p50 " + figures(ours, 0.5).over(figures(theirs, 0.5)).text("%.2f") + ", p99 "
                        + figures(ours, 0.99).over(figures(theirs, 0.99)).text("%.2f"),
                goal);
    }

    private static String text(List<Times> rounds) {
        int givenUp = rounds.stream().mapToInt(Times::givenUp).sum();
        return "p50 " + figures(rounds, 0.5).text("%.2f") + " ms, p99 "
                + figures(rounds, 0.99).text("%.2f") + " ms"
                + (givenUp == 0
                        ? ""
                        : "; " + givenUp + " of "
                                + rounds.stream().mapToInt(Times::size).sum() + " given up after 10 s");
    }

    private static Figures figures(List<Times> rounds, double share) {
        return new Figures(rounds.stream().map(times -> times.percentile(share)).toList());
    }

    /** Returns how long it took, in nanoseconds. */
    static long ask(ApiClient client, String path) throws IOException {
        Times times = new Times();
        long took = ask(client, path, times);
        if (times.givenUp() > 0) {
            throw new IOException(path + " was given up");
        }
        return took;
    }

    private static long ask(ApiClient client, String path, Times times) throws IOException {
        client.refresh();
        long start = System.nanoTime();
        ApiClient.Answer answer = client.get(path);
        long took = System.nanoTime() - start;
        switch (answer.status()) {
            case OK -> times.add(took);
            case GIVEN_UP -> times.addGivenUp(took);
            default -> throw new IOException(path + " is answered with " + answer.status() + ": " + answer.text());
        }
        return took;
    }

    private static void ask(PlainSearch jdbc, Question question, Times times) throws SQLException {
        long start = System.nanoTime();
        try {
            var unused = jdbc.page(question.filter(), null, LIMIT + 1);
            times.add(System.nanoTime() - start);
        } catch (SQLException e) {
            if (!PlainSearch.isGivenUp(e)) {
                throw e;
            }
            times.addGivenUp(System.nanoTime() - start);
        }
    }

    /** Of everything, and of the most frequent values: only those have so many pages. */
    private static Row pageThousand(
            Questions questions, ApiClient client, PlainSearch jdbc, int rounds, Consumer<String> log)
            throws IOException, SQLException {
        List<Question> deep = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (List<Question> kind : questions.single(1).values()) {
            Question question = kind.get(0);
            UUID last = after(question, jdbc);
            if (last != null) {
                deep.add(question);
                paths.add(question.page(LIMIT) + "&cursor=" + Cursor.after(last, question.filter()));
            }
        }
        List<Times> thousandth = new ArrayList<>();
        List<Times> first = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            Times far = new Times();
            Times near = new Times();
            for (int i = 0; i < DIFFERENT * 3; i++) {
                far.add(ask(client, paths.get(i % paths.size())));
                near.add(ask(client, deep.get(i % deep.size()).page(LIMIT)));
            }
            if (round > 0) {
                thousandth.add(Times.of(List.of(far)));
                first.add(Times.of(List.of(near)));
            }
        }
        Row row = row("page 1,000 (Annals) against page 1 (reference)", thousandth, first, "at most 1.2");
        log.accept(row.toString());
        return row;
    }

    /** The last event of page 999; null if there are not so many. */
    private static @Nullable UUID after(Question question, PlainSearch jdbc) throws SQLException {
        int left = PAGES_BEFORE * LIMIT;
        UUID last = null;
        while (left > 0) {
            int some = Math.min(left, 5_000);
            last = jdbc.page(question.filter(), last, some);
            if (last == null) {
                return null;
            }
            left -= some;
        }
        return last;
    }

    private static List<Row> counts(
            Questions questions, ApiClient client, PlainSearch jdbc, int rounds, Consumer<String> log)
            throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind :
                questions.counts(DIFFERENT).entrySet()) {
            List<Times> ours = new ArrayList<>();
            List<Double> plain = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                for (Question question : repeated(kind.getValue(), ASKED)) {
                    ask(client, question.count(), api);
                }
                if (round > 0) {
                    ours.add(Times.of(List.of(api)));
                    plain.add(
                            compared(kind.getValue().get(round % kind.getValue().size()), client, jdbc));
                }
            }
            Figures theirs = new Figures(plain);
            Row row = new Row(
                    "count by " + kind.getKey(),
                    "p50 " + figures(ours, 0.5).text("%.2f") + " ms, p99 "
                            + figures(ours, 0.99).text("%.2f") + " ms",
                    theirs.text("%,.0f") + " ms",
                    String.format(
                            Locale.ROOT,
                            "%,.0f × faster",
                            theirs.median() / figures(ours, 0.5).median()),
                    "p99 10 ms, 100 ×");
            log.accept(row.toString());
            rows.add(row);
        }
        return rows;
    }

    /** How long {@code count(*)} takes, in milliseconds; it must count the same. */
    private static double compared(Question question, ApiClient client, PlainSearch jdbc)
            throws IOException, SQLException {
        long start = System.nanoTime();
        long rows = jdbc.countRows(question.filter());
        double took = (System.nanoTime() - start) / 1e6;
        client.refresh();
        String answer = client.get(question.count()).text();
        if (!answer.contains("{\"count\":" + rows + "}")) {
            throw new IllegalStateException(question.count() + " says " + answer + ", the table has " + rows);
        }
        return took;
    }

    private static Row manyClients(Questions questions, ApiProcess api, int rounds, Consumer<String> log)
            throws Exception {
        List<Times> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            all.add(askAtOnce(questions, api, CLIENTS_SECONDS));
        }
        Figures rate = new Figures(
                all.stream().map(times -> times.size() / CLIENTS_SECONDS).toList());
        Row row = new Row(
                "pages by any single filter, 16 clients", rate.text("%,.0f") + " pages/s, " + text(all), "", "", "");
        log.accept(row.toString());
        return row;
    }

    /** By all clients. */
    private static Times askAtOnce(Questions questions, ApiProcess api, double seconds) throws Exception {
        List<Question> all = new ArrayList<>();
        questions.single(DIFFERENT).values().forEach(all::addAll);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return Times.of(Threads.run(CLIENTS, number -> () -> {
            Random random = new Random(number);
            Times mine = new Times();
            try (ApiClient client = new ApiClient(api.port())) {
                while (System.nanoTime() < end) {
                    ask(client, all.get(random.nextInt(all.size())).page(LIMIT), mine);
                }
            }
            return mine;
        }));
    }

    /** Nothing matches, and no index knows that: what is read is all of the one or the other. */
    private static Row disjoint(Questions questions, ApiClient client, Consumer<String> log) throws IOException {
        Times times = new Times();
        List<Question> asked = questions.disjoint(DIFFERENT / 3);
        for (Question question : asked) {
            ask(client, question.page(LIMIT), times);
        }
        Times all = Times.of(List.of(times));
        Row row = new Row(
                "page by a category and a type of another category",
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
