package dev.annals.chaos.rig;

import dev.annals.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Kafka in a process of its own, on one directory and one port for its whole life. */
public final class Broker implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(60);

    private final Path home;
    private final int port;
    private final int controllerPort;
    private final int linkedPort;
    private final TcpProxy link;
    private @Nullable ChildProcess process;

    Broker(Path home) throws IOException {
        this.home = home;
        List<Integer> ports = FreePorts.choose(3);
        this.port = ports.get(0);
        this.controllerPort = ports.get(1);
        this.linkedPort = ports.get(2);
        this.link = new TcpProxy(linkedPort);
    }

    /** For workers and the verifier. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The same broker behind {@link #link()}: for publishers. */
    public String linkedBootstrapServers() {
        return "127.0.0.1:" + link.port();
    }

    public TcpProxy link() {
        return link;
    }

    /** Returns when it takes connections. */
    public void start() throws IOException, InterruptedException {
        String listeners = "PLAINTEXT://127.0.0.1:" + port + ",LINKED://127.0.0.1:";
        ChildProcess started = new ChildProcess(
                "broker",
                home.resolve("broker.log"),
                List.of("-Xmx512m"),
                Map.of(),
                List.of(
                        BrokerMain.class.getName(),
                        home.resolve("kafka").toString(),
                        Integer.toString(port),
                        Integer.toString(controllerPort),
                        "listeners=" + listeners + linkedPort + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners=" + listeners + link.port(),
                        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT"));
        process = started;
        long start = System.nanoTime();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() - start > TO_START.toNanos()) {
                throw new IOException("the broker does not start; see " + home.resolve("broker.log"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        running().kill();
    }

    public void freeze() throws IOException, InterruptedException {
        running().freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        running().thaw();
    }

    /** Returns when its partitions can be written. */
    public void createTopic(String name, int partitions) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            NewTopic topic = new NewTopic(name, partitions, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(Set.of(topic)).all().get();
            long start = System.nanoTime();
            while (!isLed(admin, name)) {
                if (System.nanoTime() - start > TO_START.toNanos()) {
                    throw new IOException("the topic " + name + " has no leaders");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IOException("cannot create the topic " + name, e);
            }
        }
    }

    private static boolean isLed(Admin admin, String topic) throws InterruptedException {
        try {
            return admin.describeTopics(Set.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(description -> description.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (ExecutionException e) {
            return false; // not known everywhere yet
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), linkedPort), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private ChildProcess running() {
        ChildProcess running = process;
        if (running == null) {
            throw new IllegalStateException("the broker was never started");
        }
        return running;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        link.close();
        if (process != null) {
            process.close();
        }
    }
}
