package dev.annals.allinone;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What an HTTP address says. */
final class Answer {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration ONE_REQUEST = Duration.ofSeconds(5);
    private static final int OK = 200;

    private Answer() {}

    /** Returns when the status is 200 and the body as wanted; throws with the last answer when that takes too long. */
    static void await(URI uri, Predicate<String> wanted, Duration patience) throws IOException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ONE_REQUEST).build();
        long start = System.nanoTime();
        String last;
        do {
            try {
                HttpResponse<String> response = send(http, request);
                if (response.statusCode() == OK && wanted.test(response.body())) {
                    return;
                }
                last = response.statusCode() + " " + response.body().strip();
            } catch (HttpTimeoutException e) { // busy: not yet
                last = "nothing within " + ONE_REQUEST.toSeconds() + " s";
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - start < patience.toNanos());
        throw new IOException(uri + " does not answer as expected after " + patience.toSeconds() + " s: " + last);
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + request.uri());
        }
    }
}
