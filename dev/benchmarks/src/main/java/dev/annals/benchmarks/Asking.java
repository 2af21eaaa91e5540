package dev.annals.benchmarks;

import dev.annals.query.search.PlainSearch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One question at a time, and how long it took. */
final class Asking {

    /** Rows of a page. */
    static final int LIMIT = 50;

    private static final int OK = 200;
    private static final int GIVEN_UP = 504;

    private Asking() {}

    /** Returns how long the API took, in nanoseconds. */
    static long ask(ApiClient client, String path) throws IOException {
        Times times = new Times();
        long took = ask(client, path, times);
        if (times.givenUp() > 0) {
            throw new IOException(path + " was given up");
        }
        return took;
    }

    /** Adds how long the API took, also where it gave up. */
    static long ask(ApiClient client, String path, Times times) throws IOException {
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

    /** Adds how long the first page took by JDBC, also where PostgreSQL gave up. */
    static void page(PlainSearch jdbc, Question question, Times times) throws SQLException {
        timed(() -> jdbc.page(question.filter(), null, LIMIT + 1), times);
    }

    /** Adds how long {@code count(*)} took by JDBC, also where PostgreSQL gave up. */
    static void count(PlainSearch jdbc, Question question, Times times) throws SQLException {
        timed(() -> jdbc.countRows(question.filter()), times);
    }

    private static void timed(Statement statement, Times times) throws SQLException {
        long start = System.nanoTime();
        try {
            statement.run();
            times.add(System.nanoTime() - start);
        } catch (SQLException e) {
            if (!PlainSearch.isGivenUp(e)) {
                throw e;
            }
            times.addGivenUp(System.nanoTime() - start);
        }
    }

    private interface Statement {
        void run() throws SQLException;
    }

    /** Again and again, at least so many. */
    static List<Question> repeated(List<Question> questions, int atLeast) {
        List<Question> repeated = new ArrayList<>();
        while (repeated.size() < atLeast) {
            repeated.addAll(questions);
        }
        return repeated;
    }
}
