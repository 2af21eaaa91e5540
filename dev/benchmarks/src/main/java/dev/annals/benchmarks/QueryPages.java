package dev.annals.benchmarks;

import dev.annals.query.search.Cursor;
import dev.annals.query.search.PlainSearch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pages that one client asks for. Confined to one thread. */
final class QueryPages {

    /** Of a kind in a round: one in a hundred is five. */
    private static final int ASKED = 500;

    /** Whoever is given up in a warm-up is not asked so often. */
    private static final int ASKED_IF_SLOW = 60;

    private static final int PAGES_BEFORE = 999;
    private static final int DEEP_QUESTIONS = 5;
    private static final int READ_AT_ONCE = 5_000;

    private final ApiClient client;
    private final PlainSearch jdbc;
    private final int rounds;
    private final Consumer<String> log;

    QueryPages(ApiClient client, PlainSearch jdbc, int rounds, Consumer<String> log) {
        this.client = client;
        this.jdbc = jdbc;
        this.rounds = rounds;
        this.log = log;
    }

    /** Asks both, in turns, until the JVMs have compiled what they run. */
    void warmUp(Collection<List<Question>> kinds, double seconds) throws IOException, SQLException {
        Times unused = new Times();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            for (List<Question> kind : kinds) {
                for (Question question : kind) {
                    Asking.ask(client, question.page(Asking.LIMIT), unused);
                    Asking.page(jdbc, question, unused);
                }
            }
        }
    }

    /** The first page of each kind, against the same SQL by JDBC. */
    List<Row> first(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            Rounds measured = new Rounds();
            int asked = ASKED_IF_SLOW;
            for (int round = 0; round <= rounds; round++) {
                Times api = new Times();
                Times plain = new Times();
                List<Question> questions = Asking.repeated(kind.getValue(), asked);
                for (int i = 0; i < questions.size(); i++) {
                    Question question = questions.get(i);
                    if ((i + round) % 2 == 0) { // in turns: the second finds what the first has read
                        Asking.ask(client, question.page(Asking.LIMIT), api);
                        Asking.page(jdbc, question, plain);
                    } else {
                        Asking.page(jdbc, question, plain);
                        Asking.ask(client, question.page(Asking.LIMIT), api);
                    }
                }
                if (round > 0) {
                    measured.add(api, plain);
                } else if (api.givenUp() == 0) {
                    asked = ASKED;
                }
            }
            rows.add(told(measured.row("page by " + kind.getKey(), "p99 5 ms, 1.5 ×")));
        }
        return rows;
    }

    /** Page 1,000 of each kind against page 1 of the same questions; only frequent values have so many. */
    List<Row> thousandth(Map<String, List<Question>> kinds) throws IOException, SQLException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, List<Question>> kind : kinds.entrySet()) {
            List<Question> deep = new ArrayList<>();
            List<String> paths = new ArrayList<>();
            for (Question question : kind.getValue().stream().distinct().toList()) {
                UUID last = deep.size() < DEEP_QUESTIONS ? lastBefore(question) : null;
                if (last != null) {
                    deep.add(question);
                    paths.add(question.page(Asking.LIMIT) + "&cursor=" + Cursor.after(last, question.filter()));
                }
            }
            String what = "page 1,000 by " + kind.getKey() + " (reference: its page 1)";
            rows.add(told(deep.isEmpty() ? new Row(what, "none has so many", "", "", "") : against(what, deep, paths)));
        }
        return rows;
    }

    private Row against(String what, List<Question> questions, List<String> thousandth) throws IOException {
        Rounds measured = new Rounds();
        for (int round = 0; round <= rounds; round++) {
            Times far = new Times();
            Times near = new Times();
            for (int i = 0; i < ASKED; i++) {
                String deep = thousandth.get(i % questions.size());
                String first = questions.get(i % questions.size()).page(Asking.LIMIT);
                if ((i + round) % 2 == 0) {
                    Asking.ask(client, deep, far);
                    Asking.ask(client, first, near);
                } else {
                    Asking.ask(client, first, near);
                    Asking.ask(client, deep, far);
                }
            }
            if (round > 0) {
                measured.add(far, near);
            }
        }
        return measured.row(what, "at most 1.2 ×");
    }

    /** The last event of page 999; null if there are not so many. */
    private @Nullable UUID lastBefore(Question question) throws SQLException {
        UUID last = null;
        for (int left = PAGES_BEFORE * Asking.LIMIT; left > 0; left -= READ_AT_ONCE) {
            last = jdbc.page(question.filter(), last, Math.min(left, READ_AT_ONCE));
            if (last == null) {
                return null;
            }
        }
        return jdbc.page(question.filter(), last, 1) == null ? null : last;
    }

    private Row told(Row row) {
        log.accept(row.toString());
        return row;
    }
}
