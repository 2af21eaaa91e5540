package dev.annals.benchmarks;

import dev.annals.testkit.process.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks services whether they are there. */
final class Http {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int OK = 200;

    private Http() {}

    /** Returns when that address is answered with 200. */
    static void awaitOk(URI uri, ChildProcess process, Path log) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!isOk(uri)) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException(process + " does not get ready:\n" + LogEnd.of(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean isOk(URI uri) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }
}
