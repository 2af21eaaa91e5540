package dev.annals.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker that is its own controller, in this JVM, on a fixed directory and ports: topics, data and consumer
 * groups survive stop and start. Thread-safe.
 *
 * <p>It listens on 127.0.0.1 only and creates no topic unasked. A disk that fails it makes Kafka halt the whole JVM.
 * It logs hundreds of lines at INFO: quieten {@code kafka}, {@code org.apache.kafka} and {@code state.change.logger}.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final int controllerPort;
    private final Member member;
    private final Map<String, String> overrides;
    private final @Nullable TemporaryDirectory temporary;
    private @Nullable Running running;

    /** What is held from start to stop. */
    private record Running(KafkaRaftServer server, DirectoryLock lock) {}

    /**
     * One broker of a cluster, in which each is a controller too.
     *
     * @param clusterId the same for all; as {@code Uuid} of Kafka prints it
     * @param voters as in {@code controller.quorum.voters}: {@code 1@127.0.0.1:19093,2@…}
     */
    public record Member(int id, String clusterId, String voters) {}

    /** Not started yet; {@code overrides} win over our settings, by the names of the broker's configuration. */
    public EmbeddedKafka(Path directory, int port, int controllerPort, Map<String, String> overrides) {
        this(directory, port, controllerPort, alone(controllerPort), overrides, null);
    }

    /** One of several, not started yet; {@link #start()} waits for as many others as make a majority. */
    public EmbeddedKafka(Path directory, int port, int controllerPort, Member member, Map<String, String> overrides) {
        this(directory, port, controllerPort, member, overrides, null);
    }

    private EmbeddedKafka(
            Path directory,
            int port,
            int controllerPort,
            Member member,
            Map<String, String> overrides,
            @Nullable TemporaryDirectory temporary) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
        this.member = member;
        this.overrides = Map.copyOf(overrides);
        this.temporary = temporary;
    }

    /** Not started yet, on free ports; {@link #close()} removes its directory. */
    public static EmbeddedKafka temporary() throws IOException {
        List<Integer> ports = FreePorts.choose(2);
        TemporaryDirectory home = TemporaryDirectory.create("annals-kafka-");
        return new EmbeddedKafka(home.path(), ports.get(0), ports.get(1), alone(ports.get(1)), Map.of(), home);
    }

    private static Member alone(int controllerPort) {
        return new Member(1, Uuid.randomUuid().toString(), "1@127.0.0.1:" + controllerPort);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns when the broker takes connections. */
    public synchronized void start() throws IOException {
        if (running != null) {
            throw new IllegalStateException(this + " is running already");
        }
        // Kafka ends the whole JVM over a controller's port or a directory that is taken: find out before it does
        FreePorts.requireFree(port);
        FreePorts.requireFree(controllerPort);
        DirectoryLock lock = DirectoryLock.of(Files.createDirectories(directory));
        try {
            formatIfNew();
            running = new Running(new KafkaRaftServer(new KafkaConfig(config()), Time.SYSTEM), lock);
            running.server().startup();
        } catch (IOException | RuntimeException e) {
            stop();
            lock.close();
            throw new IOException(this + " does not start", e);
        }
    }

    /** Returns when the ports are free; nothing to do if it is not running. */
    public synchronized void stop() throws IOException {
        Running held = running;
        if (held == null) {
            return;
        }
        running = null;
        held.server().shutdown();
        held.server().awaitShutdown();
        held.lock().close();
    }

    @Override
    public synchronized void close() throws IOException {
        stop();
        if (temporary != null) {
            temporary.close();
        }
    }

    @Override
    public String toString() {
        return "annals-kafka{" + bootstrapServers() + ", " + directory + "}";
    }

    private void formatIfNew() throws IOException {
        if (Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .setNodeId(member.id())
                    .setClusterId(member.clusterId())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString())
                    .setDirectories(List.of(directory.toString()))
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new IOException("cannot format " + directory + " for Kafka", e);
        }
    }

    private Properties config() {
        Properties config = new Properties();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", Integer.toString(member.id()));
        config.setProperty(
                "listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        config.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.setProperty("controller.listener.names", "CONTROLLER");
        config.setProperty("inter.broker.listener.name", "PLAINTEXT");
        config.setProperty("controller.quorum.voters", member.voters());
        config.setProperty("log.dirs", directory.toString());
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.setProperty(internal + ".replication.factor", "1");
            config.setProperty(internal + ".num.partitions", "4"); // default 50: seconds before a group's first poll
        }
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        config.setProperty("auto.create.topics.enable", "false");
        config.setProperty("log.cleaner.dedupe.buffer.size", "2097152"); // default 128 MiB of heap
        // a start after a kill waits for this (default 9 s); after less, a busy machine shuts its only broker out
        config.setProperty("broker.session.timeout.ms", "3000");
        config.setProperty("broker.heartbeat.interval.ms", "500");
        overrides.forEach(config::setProperty);
        return config;
    }
}
