package dev.annals.chaos.rig;

import dev.annals.testkit.BrokerMain;
import dev.annals.testkit.EmbeddedKafka.Member;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Kafka in a process of its own, on one directory and one port for its whole life. */
public final class Broker implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final int PORTS = 3;

    private final Path home;
    private final Member member;
    private final List<String> settings;
    private final int port;
    private final int controllerPort;
    private final int linkedPort;
    private final TcpProxy link;
    private @Nullable ChildProcess process;

    private Broker(Path home, Member member, List<String> settings, List<Integer> ports, InetAddress linkAddress)
            throws IOException {
        this.home = home;
        this.member = member;
        this.settings = settings;
        this.port = ports.get(0);
        this.controllerPort = ports.get(1);
        this.linkedPort = ports.get(2);
        this.link = new TcpProxy(linkAddress, linkedPort);
    }

    /** A cluster of them; none is started. */
    static List<Broker> cluster(Path home, int number, InetAddress linkAddress) throws IOException {
        String id = Uuid.randomUuid().toString();
        List<Integer> ports = FreePorts.choose(PORTS * number);
        String voters = IntStream.range(0, number)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + ports.get(PORTS * i + 1))
                .collect(Collectors.joining(","));
        List<String> settings = number == 1 ? List.of() : List.of("offsets.topic.replication.factor=" + number);
        List<Broker> brokers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            brokers.add(new Broker(
                    home,
                    new Member(i + 1, id, voters),
                    settings,
                    ports.subList(PORTS * i, PORTS * (i + 1)),
                    linkAddress));
        }
        return brokers;
    }

    /** As Kafka knows it. */
    public int id() {
        return member.id();
    }

    /** For workers and the verifier. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The same broker behind {@link #link()}: for publishers. */
    public String linkedBootstrapServers() {
        return link.address();
    }

    public TcpProxy link() {
        return link;
    }

    /** Returns when it takes connections. */
    public void start() throws IOException, InterruptedException {
        launch();
        awaitAnswer();
    }

    /** Returns at once. */
    void launch() throws IOException {
        String listeners = "PLAINTEXT://127.0.0.1:" + port + ",LINKED://127.0.0.1:";
        List<String> arguments = new ArrayList<>(List.of(
                home.resolve("kafka-" + member.id()).toString(),
                Integer.toString(port),
                Integer.toString(controllerPort),
                Integer.toString(member.id()),
                member.clusterId(),
                member.voters(),
                "listeners=" + listeners + linkedPort + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port + ",LINKED://" + link.address(),
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,LINKED:PLAINTEXT,CONTROLLER:PLAINTEXT"));
        arguments.addAll(settings);
        process = Bystander.start(
                JavaProgram.of("broker " + member.id(), BrokerMain.class.getName(), arguments)
                        .withJvmOptions(List.of("-Xmx512m")),
                log());
    }

    private Path log() {
        return home.resolve("broker-" + member.id() + ".log");
    }

    void awaitAnswer() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!answers()) {
            if (!running().isAlive() || System.nanoTime() - start > TO_START.toNanos()) {
                throw new IOException("the broker does not start; see " + log());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** As {@code kill -9}. */
    public void kill() throws IOException, InterruptedException {
        running().kill();
    }

    public void freeze() throws IOException {
        running().freeze();
    }

    public void thaw() throws IOException, InterruptedException {
        running().thaw();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), linkedPort), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean diedAlone() {
        return process != null && process.diedAlone();
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

    @Override
    public String toString() {
        return String.valueOf(process);
    }
}
