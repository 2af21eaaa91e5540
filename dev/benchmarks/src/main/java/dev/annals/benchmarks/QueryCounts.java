package dev.annals.benchmarks;

import dev.annals.query.search.PlainSearch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Counts that one client asks for, against {@code count(*)} of the same rows. Confined to one thread. */
final class QueryCounts {

    private static final int ASKED = 500;

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

    /** Of what is counted by the hour; {@code count(*)} is asked once in a round, and must say the same. */
    List<Row> byHour(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            List<Double> median = new ArrayList<>();
            List<Double> slow = new ArrayList<>();
            List<Double> plain = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                for (Question question : Asking.repeated(kind.getValue(), ASKED)) {
                    Asking.ask(client, question.count(), api);
                }
                if (round > 0) {
                    Times all = Times.of(List.of(api));
                    median.add(all.percentile(0.5));
                    slow.add(all.percentile(0.99));
                    plain.add(
                            compared(kind.getValue().get(round % kind.getValue().size())));
                }
            }
            Figures ours = new Figures(median);
            Figures theirs = new Figures(plain);
            rows.add(told(new Row(
                    "count by " + kind.getKey(),
                    "p50 " + ours.text("%.2f") + " ms, p99 " + new Figures(slow).text("%.2f") + " ms",
                    theirs.text("%,.0f") + " ms",
                    String.format(Locale.ROOT, "%,.0f × faster", theirs.median() / ours.median()),
                    "p99 10 ms, 100 ×")));
        }
        return rows;
    }

    /** Of what only the rows know. */
    List<Row> ofRows(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            Rounds measured = new Rounds();
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                Times plain = new Times();
                for (Question question : kind.getValue()) {
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
                }
            }
            rows.add(told(measured.row("count by " + kind.getKey(), "")));
        }
        return rows;
    }

    /** How long {@code count(*)} takes, in milliseconds; it must count the same. */
    private double compared(Question question) throws IOException, SQLException {
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

    private Row told(Row row) {
        log.accept(row.toString());
        return row;
    }
}
