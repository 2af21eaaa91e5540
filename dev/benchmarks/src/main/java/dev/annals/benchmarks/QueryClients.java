package dev.annals.benchmarks;

import dev.annals.query.search.PlainSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Many clients at once, each of which asks for one page after the other. */
final class QueryClients {

    private static final int CLIENTS = 16;
    private static final double SECONDS = 10;
    private static final double WARM_UP_SECONDS = 3;

    private final int port;
    private final String url;
    private final List<Question> questions = new ArrayList<>();

    /** @param url of the database, for JDBC */
    QueryClients(ApiProcess api, String url, Iterable<List<Question>> kinds) {
        this.port = api.port();
        this.url = url;
        kinds.forEach(questions::addAll);
    }

    /** The API against as many connections of JDBC, one after the other. */
    Row pages(int rounds, Consumer<String> log) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        Rounds measured = new Rounds();
        var unusedWarmUp = askApi(WARM_UP_SECONDS); // of all of its connections
        for (int round = 0; round < rounds; round++) {
            Times api = askApi(SECONDS);
            Times plain = askPlain(SECONDS);
            measured.add(api, plain);
            ours.add(api.size() / SECONDS);
            theirs.add(plain.size() / SECONDS);
        }
        Row row = measured.row(
                "pages by any single filter, " + CLIENTS + " clients",
                new Figures(ours).text("%,.0f") + " pages/s, ",
                new Figures(theirs).text("%,.0f") + " pages/s, ",
                "");
        log.accept(row.toString());
        return row;
    }

    private Times askApi(double seconds) throws Exception {
        long end = end(seconds);
        return Times.of(Threads.run(CLIENTS, number -> () -> {
            Random random = new Random(number);
            Times mine = new Times();
            try (ApiClient client = new ApiClient(port)) {
                while (System.nanoTime() < end) {
                    Asking.ask(client, next(random).page(Asking.LIMIT), mine);
                }
            }
            return mine;
        }));
    }

    private Times askPlain(double seconds) throws Exception {
        List<PlainSearch> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                connections.add(PlainSearch.on(url));
            }
            var unusedWarmUp = askPlain(connections, WARM_UP_SECONDS); // the API's have their plans already
            return askPlain(connections, seconds);
        } finally {
            for (PlainSearch connection : connections) {
                connection.close();
            }
        }
    }

    private Times askPlain(List<PlainSearch> connections, double seconds) throws Exception {
        long end = end(seconds);
        return Times.of(Threads.run(CLIENTS, number -> () -> {
            Random random = new Random(number);
            Times mine = new Times();
            while (System.nanoTime() < end) {
                Asking.page(connections.get(number), next(random), mine);
            }
            return mine;
        }));
    }

    private Question next(Random random) {
        return questions.get(random.nextInt(questions.size()));
    }

    private static long end(double seconds) {
        return System.nanoTime() + (long) (seconds * 1e9);
    }
}
