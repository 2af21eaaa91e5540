package dev.annals.benchmarks;

import dev.annals.query.search.PlainSearch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts that one client asks for, against {@code count(*)} of the same rows. Confined to one thread. */
final class QueryCounts {

    private static final int ASKED = 500;

    /** Of the one that {@code count(*)} answers as well. */
    private static final int ASKED_SAME = 20;

    /** Questions of a kind of which some are given up. */
    private static final int DIFFERENT_IF_SLOW = 3;

    private final ApiClient client;
    private final PlainSearch jdbc;
    private final int rounds;
    private final Consumer<String> log;

    /** @param jdbc that counts */
    QueryCounts(ApiClient client, PlainSearch jdbc, int rounds, Consumer<String> log) {
        this.client = client;
        this.jdbc = jdbc;
        this.rounds = rounds;
        this.log = log;
    }

    /** Of what is counted by the hour; {@code count(*)} is asked one of them in a round, and must say the same. */
    List<Row> byHour(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            List<Double> median = new ArrayList<>();
            List<Double> slow = new ArrayList<>();
            List<Double> plain = new ArrayList<>();
            List<Double> faster = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                for (Question question : Asking.repeated(kind.getValue(), ASKED)) {
                    Asking.ask(client, question.count(), api);
                }
                if (round > 0) {
                    Times all = Times.of(List.of(api));
                    median.add(all.percentile(0.5));
                    slow.add(all.percentile(0.99));
                    Question same = kind.getValue().get(round % kind.getValue().size());
                    double byRows = ofRows(same);
                    plain.add(byRows);
                    faster.add(byRows / ofSame(same));
                }
            }
            rows.add(told(new Row(
                    "count by " + kind.getKey(),
                    "p50 " + new Figures(median).text("%.2f") + " ms, p99 " + new Figures(slow).text("%.2f") + " ms",
                    new Figures(plain).text("%,.0f") + " ms",
                    new Figures(faster).text("%,.0f") + " × faster",
                    "p99 10 ms, 100 ×")));
        }
        return rows;
    }

    /** Of what no count by the hour knows. */
    List<Row> ofRows(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            Rounds measured = new Rounds();
            List<Question> asked = kind.getValue();
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                Times plain = new Times();
                for (Question question : asked) {
                    if (round % 2 == 0) { // in turns: the second finds what the first has read
                        Asking.ask(client, question.count(), api);
                        Asking.count(jdbc, question, plain);
                    } else {
                        Asking.count(jdbc, question, plain);
                        Asking.ask(client, question.count(), api);
                    }
                }
                if (round > 0) {
                    measured.add(api, plain);
                } else if (api.givenUp() > 0) {
                    asked = asked.subList(0, DIFFERENT_IF_SLOW);
                }
            }
            rows.add(told(measured.row("count by " + kind.getKey(), "")));
        }
        return rows;
    }

    /** How long {@code count(*)} takes the second time, when it finds what it needs in memory, in milliseconds; it must count the same. */
    private double ofRows(Question question) throws IOException, SQLException {
        var unusedFirst = jdbc.countRows(question.filter());
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

    /** How long the API takes, in milliseconds: the median. */
    private double ofSame(Question question) throws IOException {
        Times times = new Times();
        for (int i = 0; i < ASKED_SAME; i++) {
            Asking.ask(client, question.count(), times);
        }
        return Times.of(List.of(times)).percentile(0.5);
    }

    private Row told(Row row) {
        log.accept(row.toString());
        return row;
    }
}
