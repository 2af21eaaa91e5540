package dev.annals.benchmarks;

import dev.annals.ingest.IngestMain;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker in a process of its own, the program that ships, with the memory that it needs. */
final class WorkerProcess implements AutoCloseable {

    static final String HEAP = "-Xmx256m";

    /** As in the image that ships. */
    private static final List<String> JVM_OPTIONS =
            List.of(HEAP, "-XX:+UseSerialGC", "-XX:NewRatio=1", "-XX:SurvivorRatio=2", "-XX:+ExitOnOutOfMemoryError");

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String STORED = "select coalesce(sum(next_offset), 0) from ingest_positions";

    private final ChildProcess process;
    private final String url;
    private final Path log;
    private final URI ready;

    private WorkerProcess(ChildProcess process, String url, Path log, int port) {
        this.process = process;
        this.url = url;
        this.log = log;
        this.ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
    }

    /** @param settings beside where Kafka and the database are */
    static WorkerProcess start(KafkaProcess kafka, String url, Path home, Map<String, String> settings)
            throws IOException {
        int port = FreePorts.choose(1).get(0);
        Map<String, String> environment = new HashMap<>(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "ANNALS_DATABASE_URL",
                url,
                "ANNALS_WORKER_HTTP_PORT",
                Integer.toString(port),
                "ANNALS_WORKER_RETENTION",
                "never",
                "ANNALS_WORKER_ACTIVITY",
                "off"));
        environment.putAll(settings);
        Path log = home.resolve("worker.log");
        JavaProgram program = JavaProgram.of("worker", IngestMain.class.getName(), List.of())
                .withJvmOptions(JVM_OPTIONS)
                .withEnvironment(environment);
        return new WorkerProcess(ChildProcess.start(program, log), url, log, port);
    }

    /** Returns when it stores what comes. */
    void awaitReady() throws IOException, InterruptedException {
        Http.awaitOk(ready, process, log);
    }

    long pid() {
        return process.pid();
    }

    /** Returns when that many records are stored. */
    void awaitStored(long records) throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        Postgres.awaitNumber(url, STORED, records, () -> {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("the worker does not store everything:\n" + LogEnd.of(log));
            }
        });
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }
}
