package dev.annals.chaos.rig;

import dev.annals.chaos.load.LoadOptions;
import dev.annals.ingest.IngestMain;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.TemporaryDirectory;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker, a PostgreSQL, workers, publishers and the API, each in a process of its own, in a directory of its own. After
 * {@link #close()} nothing of it is left.
 */
public final class Rig implements AutoCloseable {

    public static final String TOPIC = "events";

    /** The worker's setting, and its value unless a scenario wants another. */
    public static final String GROUP_PROTOCOL = "ANNALS_WORKER_GROUP_PROTOCOL";

    /** Of the workers. */
    public static final String GROUP = "annals-ingest";

    public static final String RETENTION = "ANNALS_WORKER_RETENTION";

    public static final String KEEPS = "never";

    private static final int LINES_OF_A_LOG = 20;

    private final TemporaryDirectory home;
    private final List<Broker> brokers;
    private final Surroundings surroundings;
    private final @Nullable OwnNetwork network;
    private final int postgresPort;
    private final EmbeddedPostgresServer postgres;
    private final PostgresData postgresData;
    private final Trap trap = new Trap();
    private final CompareAndSet compareAndSet = new CompareAndSet();
    private final TcpProxy postgresLink;
    private final Map<String, String> workerSettings;
    private final Deque<SmallDisk> disks = new ArrayDeque<>();
    private final Deque<Worker> workers = new ArrayDeque<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private @Nullable Api api;

    private Rig(
            TemporaryDirectory home,
            int brokers,
            Surroundings surroundings,
            @Nullable OwnNetwork network,
            Map<String, String> workerSettings)
            throws IOException {
        this.home = home;
        this.workerSettings = workerSettings;
        this.surroundings = surroundings;
        this.network = network;
        this.brokers = Broker.cluster(
                home.path(), brokers, network == null ? InetAddress.getLoopbackAddress() : network.here());
        this.postgresPort = FreePorts.choose(1).get(0);
        this.postgres = new EmbeddedPostgresServer(home.path().resolve("postgres"), postgresPort, Map.of());
        this.postgresData = new PostgresData(home.path().resolve("postgres"));
        this.postgresLink = new TcpProxy(postgresPort, () -> new TransactionTap(trap::at, compareAndSet));
    }

    /**
     * Nothing runs yet.
     *
     * @throws NotTriedException if there can be no such surroundings here
     */
    public static Rig create(int brokers, Surroundings surroundings, Map<String, String> workerSettings)
            throws NotTriedException, IOException, InterruptedException {
        OwnNetwork network = surroundings == Surroundings.OWN_NETWORK ? OwnNetwork.create() : null;
        TemporaryDirectory home = TemporaryDirectory.create("annals-chaos-");
        if (surroundings == Surroundings.SMALL_DISK || surroundings == Surroundings.READ_ONLY_DISK) {
            try {
                OwnDisk.check(home.path());
            } catch (NotTriedException e) {
                home.close();
                throw e;
            }
        }
        return new Rig(home, brokers, surroundings, network, Map.copyOf(workerSettings));
    }

    public Path directory() {
        return home.path();
    }

    /** The only one, or the first. */
    public Broker broker() {
        return brokers.get(0);
    }

    public List<Broker> brokers() {
        return brokers;
    }

    /** Returns when PostgreSQL and all brokers take connections. */
    public void start() throws IOException, InterruptedException {
        for (Broker broker : brokers) {
            broker.launch(); // one alone waits for a second
        }
        postgres.start();
        for (Broker broker : brokers) {
            broker.awaitAnswer();
        }
    }

    /** Of all brokers, past every link: for workers and the verifier. */
    public String bootstrapServers() {
        return brokers.stream().map(Broker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** The one that is published to. */
    public Topic topic() {
        return new Topic(bootstrapServers(), TOPIC);
    }

    /** Of the publishers. */
    public OwnNetwork network() {
        if (network == null) {
            throw new IllegalStateException("the publishers are on the machine's network");
        }
        return network;
    }

    public EmbeddedPostgresServer postgres() {
        return postgres;
    }

    /** Copies the data of PostgreSQL, which must be stopped. */
    public void backUp() throws IOException, InterruptedException {
        postgresData.backUp();
    }

    /** Puts the copy in the place of the data of PostgreSQL, which must be stopped. */
    public void restore() throws IOException, InterruptedException {
        postgresData.restore();
    }

    /**
     * Of PostgreSQL, which must be stopped.
     *
     * @throws NotTriedException if nothing can be mounted here
     */
    public SmallDisk moveDataToSmallDisk(int megabytes) throws NotTriedException, IOException, InterruptedException {
        SmallDisk disk = postgresData.mountSmallDisk(megabytes);
        disks.add(disk); // before anything can fail: close() unmounts it
        postgresData.fillSmallDisk();
        return disk;
    }

    /** The way of the workers to PostgreSQL. */
    public TcpProxy postgresLink() {
        return postgresLink;
    }

    /** On that way. */
    public Trap trap() {
        return trap;
    }

    /** On that way, too. */
    public CompareAndSet compareAndSet() {
        return compareAndSet;
    }

    /** For the verifier: not behind the link; a PostgreSQL that is frozen ends every wait in time. */
    public String jdbcUrl() {
        return postgres.jdbcUrl() + "&connectTimeout=5&loginTimeout=5&socketTimeout=60";
    }

    /** Those that run, the oldest first. */
    public Deque<Worker> workers() {
        return workers;
    }

    public Worker startWorker() throws IOException {
        int port = FreePorts.choose(1).get(0);
        Worker worker = new Worker(home.path().resolve("workers.log"), workerEnvironment(port), port);
        workers.add(worker);
        return worker;
    }

    private Map<String, String> workerEnvironment(int port) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ANNALS_KAFKA_BOOTSTRAP_SERVERS",
                bootstrapServers(),
                "ANNALS_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:" + postgresLink.port()
                        + "/postgres?user=postgres&sslmode=disable&gssEncMode=disable",
                "ANNALS_WORKER_HTTP_PORT",
                Integer.toString(port),
                "ANNALS_WORKER_ACTIVITY",
                "off",
                RETENTION,
                KEEPS));
        environment.putAll(workerSettings);
        return environment;
    }

    /** Only once; there must be tables by then. */
    public Api startApi() throws IOException {
        Api started = new Api(
                home.path().resolve("api.log"),
                postgres.jdbcUrl(),
                FreePorts.choose(1).get(0));
        api = started;
        return started;
    }

    /** Runs a command of the worker's program, such as {@code partitions resume --all}; throws if it fails. */
    public void operate(String... command) throws IOException, InterruptedException {
        JavaProgram program = JavaProgram.of(String.join(" ", command), IngestMain.class.getName(), List.of(command))
                .withJvmOptions(List.of("-Xmx128m"))
                .withEnvironment(workerEnvironment(0));
        try (ChildProcess process = Bystander.start(program, home.path().resolve("commands.log"))) {
            process.awaitSuccess();
        }
    }

    /** To be closed by who asks. */
    public RawRecords rawRecords() {
        return new RawRecords(bootstrapServers(), TOPIC, null);
    }

    /** The same, in transactions. */
    public RawRecords transactionalRecords() {
        return new RawRecords(bootstrapServers(), TOPIC, "chaos");
    }

    /** @param options but for the broker and the journal, which are the rig's */
    public Publisher startPublisher(LoadOptions options, boolean measured) throws IOException {
        Path journal = home.path().resolve("journal-" + options.name());
        String servers = brokers.stream().map(Broker::linkedBootstrapServers).collect(Collectors.joining(","));
        OwnDisk disk = disk(options);
        Publisher publisher = new Publisher(
                home.path().resolve("publishers.log"), options.of(servers, journal), measured, prefix(disk), disk);
        publishers.add(publisher);
        return publisher;
    }

    private @Nullable OwnDisk disk(LoadOptions options) throws IOException {
        boolean own = surroundings == Surroundings.SMALL_DISK || surroundings == Surroundings.READ_ONLY_DISK;
        return own && options.spool() != null
                ? new OwnDisk(options.spool(), surroundings == Surroundings.SMALL_DISK)
                : null;
    }

    private List<String> prefix(@Nullable OwnDisk disk) {
        if (disk != null) {
            return disk.prefix();
        }
        return network == null ? List.of() : network.prefix();
    }

    /** All that were started. */
    public List<Publisher> publishers() {
        return List.copyOf(publishers);
    }

    /** Processes that have ended although nobody made them. */
    public List<String> diedAlone() {
        List<String> dead = new ArrayList<>();
        publishers.stream().filter(Publisher::diedAlone).forEach(publisher -> dead.add(publisher.toString()));
        workers.stream().filter(Worker::diedAlone).forEach(worker -> dead.add(worker.toString()));
        brokers.stream().filter(Broker::diedAlone).forEach(broker -> dead.add(broker.toString()));
        if (api != null && api.diedAlone()) {
            dead.add(api.toString());
        }
        return dead;
    }

    /** What all processes said last. */
    public List<String> endsOfLogs() throws IOException {
        List<String> ends = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.path())) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(log);
                ends.addAll(lines.subList(Math.max(0, lines.size() - LINES_OF_A_LOG), lines.size()).stream()
                        .map(line -> log.getFileName() + ": " + line)
                        .toList());
            }
        }
        return ends;
    }

    /** Ends everything, whatever of it fails to. */
    @Override
    public void close() throws Exception {
        List<AutoCloseable> parts = new ArrayList<>(publishers);
        parts.addAll(workers);
        if (api != null) {
            parts.add(api);
        }
        parts.add(postgresLink);
        parts.addAll(brokers);
        parts.add(postgres);
        parts.addAll(disks);
        if (network != null) {
            parts.add(network);
        }
        parts.add(home);
        closeAll(parts);
    }

    private static void closeAll(List<AutoCloseable> parts) throws Exception {
        Exception first = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) { // the others must go, too
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
