package dev.annals.allinone;

import dev.annals.ingest.IngestConfig;
import dev.annals.ingest.IngestWorker;
import dev.annals.query.QueryApi;
import dev.annals.query.QueryConfig;
import dev.annals.testkit.EmbeddedKafka;
import dev.annals.testkit.EmbeddedPostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Kafka, PostgreSQL, the worker and the API in this process, on 127.0.0.1. What is in the directory is there again
 * after a restart, on whatever ports. PostgreSQL ends with this process, however that ends.
 *
 * <p>Thread-safe once it has started.
 */
public final class AllInOne implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Ports ports;
    private final Closing closing = new Closing();
    private final boolean isNew;
    private final Path state;
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgresServer postgres;
    private URI workerUri;
    private URI apiUri;

    private AllInOne(DataDirectory directory, Ports ports) {
        this.ports = ports;
        this.isNew = directory.isNew();
        this.state = directory.state();
        this.kafka = new EmbeddedKafka(directory.kafka(), ports.kafka(), ports.kafkaController(), Map.of());
        this.postgres = new EmbeddedPostgresServer(directory.postgres(), ports.postgres(), Map.of());
        this.workerUri = local(ports.worker());
        this.apiUri = local(ports.api());
        closing.add(directory);
    }

    /** Why the data cannot be in this directory, if so; it need not be there yet. */
    public static Optional<String> problemWith(Path directory) throws IOException {
        return DataDirectory.problemWith(directory);
    }

    /**
     * Returns when the worker is ready and the API answers.
     *
     * @throws IOException with the reason, after everything that had started was stopped
     */
    public static AllInOne start(Path directory, Ports ports) throws IOException {
        AllInOne all = new AllInOne(DataDirectory.open(directory), ports);
        try {
            all.start();
            return all;
        } catch (IOException | RuntimeException e) {
            all.closing.closeAfter(e);
            throw e;
        }
    }

    private void start() throws IOException {
        closing.add(postgres);
        closing.add(kafka);
        InParallel.run(postgres::start, kafka::start); // each waits for disk and processes more than it computes
        startWorker();
        startApi();
    }

    private void startWorker() throws IOException {
        IngestWorker worker = IngestWorker.start(IngestConfig.from(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                "ANNALS_DATABASE_URL", jdbcUrl(),
                "ANNALS_WORKER_HTTP_PORT", Integer.toString(ports.workerNow()),
                "ANNALS_WORKER_STATE_DIR", state.toString(),
                "ANNALS_WORKER_RETENTION", "never"))); // old history is welcome
        closing.add(worker);
        workerUri = worker.httpUri();
        Answer.await(
                workerUri.resolve("/health/ready"), body -> true, START); // it makes the tables that the API looks for
    }

    private void startApi() throws IOException {
        QueryApi api = QueryApi.start(QueryConfig.from(Map.of(
                "ANNALS_DATABASE_URL", jdbcUrl(),
                "ANNALS_API_PORT", Integer.toString(ports.apiNow()))));
        closing.add(api);
        apiUri = api.uri();
        Answer.await(apiUri.resolve("/health/ready"), body -> true, START);
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** With the user; there is no password. */
    public String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    public URI apiUri() {
        return apiUri;
    }

    public URI workerUri() {
        return workerUri;
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Whether the directory was empty before. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns when the API has the first events. */
    public void awaitEvents(Duration patience) throws IOException {
        Answer.await(apiUri().resolve("/v1/events?limit=1"), body -> body.contains("\"id\""), patience);
    }

    /** In the order opposite to the start. */
    @Override
    public void close() throws IOException {
        closing.close();
    }

    @Override
    public String toString() {
        return "annals-all-in-one{" + apiUri() + ", " + bootstrapServers() + "}";
    }
}
