package dev.annals.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.annals.chaos.load.Content;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the API again and again while faults go on: is it alive, what are the newest events, what comes behind them. It may
 * say that it cannot answer now, in its own words; it may not say anything wrong, fail, or keep its asker waiting.
 *
 * <p>Owns one thread; the rest is thread-safe.
 */
final class Analyst implements AutoCloseable {

    private static final long EVERY_MILLIS = 500;
    private static final String FIRST_PAGE = "/v1/events?limit=20";

    /** A statement has ten seconds, a PostgreSQL that says nothing two more; and the processors are shared. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int OK = 200;

    /** Not now: PostgreSQL is away, too many ask, or the statement's time is over. */
    private static final Set<Integer> NOT_NOW = Set.of(503, 504);

    private final URI api;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::ask, "analyst");
    private final List<String> complaints = new ArrayList<>();
    private int pages;
    private int notNow;

    Analyst(URI api) {
        this.api = api;
        thread.setDaemon(true);
    }

    /** From now on it asks; the API must have been ready once. */
    void start() {
        thread.start();
    }

    boolean isReady() throws InterruptedException {
        try {
            return get("/health/ready").statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** How many events of the load there are; -1 if it cannot tell now. */
    long count() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/v1/events/count?category=" + Content.CATEGORY);
        return answer.statusCode() == OK
                ? json.readTree(answer.body()).get("count").asLong()
                : -1;
    }

    private void ask() {
        try {
            while (!closing.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                askOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askOnce() throws InterruptedException {
        try {
            HttpResponse<String> live = get("/health/live");
            if (live.statusCode() != OK) {
                complain("/health/live", live);
            }
            askForPages();
        } catch (IOException | RuntimeException e) {
            complain("the API: " + e);
        }
    }

    private void askForPages() throws IOException, InterruptedException {
        HttpResponse<String> first = get(FIRST_PAGE);
        if (!isPage(first)) {
            return;
        }
        JsonNode page = json.readTree(first.body());
        List<String> ids = ids(page);
        if (page.has("next_cursor")) {
            HttpResponse<String> second =
                    get(FIRST_PAGE + "&cursor=" + page.get("next_cursor").asText());
            if (!isPage(second)) {
                return;
            }
            ids.addAll(ids(json.readTree(second.body())));
        }
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i - 1).compareTo(ids.get(i)) <= 0) {
                complain("pages are not newest first: " + ids.get(i - 1) + " before " + ids.get(i));
            }
        }
    }

    private synchronized boolean isPage(HttpResponse<String> answer) {
        if (answer.statusCode() == OK) {
            pages++;
            return true;
        }
        if (NOT_NOW.contains(answer.statusCode()) && answer.body().contains("urn:annals:problem:")) {
            notNow++;
        } else {
            complain(FIRST_PAGE, answer);
        }
        return false;
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("events").forEach(event -> ids.add(event.get("id").asText()));
        return ids;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void complain(String path, HttpResponse<String> answer) {
        complain(path + " is answered with " + answer.statusCode() + ": " + answer.body());
    }

    private synchronized void complain(String what) {
        complaints.add(what);
    }

    /** What may not be, the first of it. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints.subList(0, Math.min(3, complaints.size())));
    }

    synchronized int pages() {
        return pages;
    }

    /** How often it said that it cannot answer now. */
    synchronized int notNow() {
        return notNow;
    }

    /** {@code 57 pages, and 12 times it said that it cannot now} */
    @Override
    public synchronized String toString() {
        return pages + " pages, and " + notNow + " times it said that it cannot now";
    }

    /** Returns when it asks no more. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join(3 * PATIENCE.toMillis());
    }
}
