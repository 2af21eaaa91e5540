package dev.annals.chaos.rig;

import dev.annals.chaos.load.LoadOptions;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker, a PostgreSQL, workers and publishers, each in a process of its own, in a directory of its own. After
 * {@link #close()} nothing of it is left.
 */
public final class Rig implements AutoCloseable {

    public static final String TOPIC = "events";

    private final TemporaryDirectory home;
    private final Broker broker;
    private final int postgresPort;
    private final EmbeddedPostgresServer postgres;
    private final Trap trap = new Trap();
    private final TcpProxy postgresLink;
    private final Map<String, String> workerSettings;
    private final Deque<Worker> workers = new ArrayDeque<>();
    private final List<Path> journals = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();

    private Rig(TemporaryDirectory home, Map<String, String> workerSettings) throws IOException {
        this.home = home;
        this.workerSettings = workerSettings;
        this.broker = new Broker(home.path());
        this.postgresPort = FreePorts.choose(1).get(0);
        this.postgres = new EmbeddedPostgresServer(home.path().resolve("postgres"), postgresPort, Map.of());
        this.postgresLink = new TcpProxy(postgresPort, () -> new TransactionTap(trap));
    }

    /** Nothing runs yet. */
    public static Rig create(Map<String, String> workerSettings) throws IOException {
        return new Rig(TemporaryDirectory.create("annals-chaos-"), Map.copyOf(workerSettings));
    }

    public Path directory() {
        return home.path();
    }

    public Broker broker() {
        return broker;
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    /** The way of the workers to PostgreSQL. */
    public TcpProxy postgresLink() {
        return postgresLink;
    }

    /** On that way. */
    public Trap trap() {
        return trap;
    }

    /** For the verifier: not behind the link. */
    public String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    /** Those that run, the oldest first. */
    public Deque<Worker> workers() {
        return workers;
    }

    public Worker startWorker() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "ANNALS_DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + postgresLink.port()
                                + "/postgres?user=postgres&sslmode=disable&gssEncMode=disable",
                "ANNALS_WORKER_HTTP_PORT", "0",
                "ANNALS_WORKER_ACTIVITY", "off",
                "ANNALS_WORKER_RETENTION", "never"));
        environment.putAll(workerSettings);
        Worker worker = new Worker(home.path().resolve("workers.log"), environment);
        workers.add(worker);
        return worker;
    }

    /** @param options but for the broker and the journal, which are the rig's */
    public Publisher startPublisher(LoadOptions options) throws IOException {
        Path journal = home.path().resolve("journal-" + options.name());
        journals.add(journal);
        Publisher publisher = new Publisher(
                home.path().resolve("publishers.log"),
                new LoadOptions(
                        options.name(),
                        broker.linkedBootstrapServers(),
                        journal,
                        options.threads(),
                        options.perSecond(),
                        options.bytes(),
                        options.spool()));
        publishers.add(publisher);
        return publisher;
    }

    /** All that were started. */
    public List<Publisher> publishers() {
        return List.copyOf(publishers);
    }

    /** Of all publishers so far. */
    public List<Path> journals() {
        return List.copyOf(journals);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Publisher publisher : publishers) {
            publisher.close();
        }
        for (Worker worker : workers) {
            worker.close();
        }
        postgresLink.close();
        broker.close();
        postgres.close();
        home.close();
    }
}
