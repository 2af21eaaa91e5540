package dev.annals.chaos.rig;

import dev.annals.ingest.IngestMain;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, the program that ships. */
public final class Worker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int OK = 200;

    private final ChildProcess process;
    private final URI readiness;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param port of its health, as the environment says, too */
    Worker(Path log, Map<String, String> environment, int port) throws IOException {
        readiness = URI.create("http://127.0.0.1:" + port + "/health/ready");
        process = Bystander.start(
                JavaProgram.of("worker", IngestMain.class.getName(), List.of())
                        .withJvmOptions(List.of("-Xmx256m"))
                        .withEnvironment(environment),
                log);
    }

    /** What it says about its readiness, and why. */
    public String readiness() throws IOException, InterruptedException {
        return ask().body();
    }

    /** Whether it stores what comes; also not yet, while it does not answer. */
    public boolean isReady() throws InterruptedException {
        try {
            return ask().statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(readiness).timeout(PATIENCE).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** As {@code kill -9}. */
    public void kill() throws IOException, InterruptedException {
        process.kill();
    }

    public void freeze() throws IOException {
        process.freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        process.thaw();
    }

    /** As {@code kill}; returns when it has ended. */
    public void end() throws IOException, InterruptedException {
        process.end();
    }

    boolean diedAlone() {
        return process.diedAlone();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
