package dev.annals.benchmarks;

import dev.annals.testkit.BrokerMain;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A broker in a process of its own, with its data in a directory that is given. */
final class KafkaProcess implements AutoCloseable {

    static final int PARTITIONS = 6;

    private static final int TO_START_SECONDS = 60;

    private final ChildProcess process;
    private final String bootstrapServers;

    private KafkaProcess(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns when it answers. */
    static KafkaProcess start(Path home) throws IOException, InterruptedException, ExecutionException {
        List<Integer> ports = FreePorts.choose(2);
        List<String> arguments = List.of(
                home.resolve("kafka").toString(),
                Integer.toString(ports.get(0)),
                Integer.toString(ports.get(1)),
                "1",
                Uuid.randomUuid().toString(),
                "1@127.0.0.1:" + ports.get(1));
        JavaProgram program = JavaProgram.of("broker", BrokerMain.class.getName(), arguments)
                .withJvmOptions(List.of("-Xms1g", "-Xmx1g"));
        KafkaProcess kafka =
                new KafkaProcess(ChildProcess.start(program, home.resolve("kafka.log")), "127.0.0.1:" + ports.get(0));
        try {
            kafka.awaitAnswer();
            return kafka;
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private void awaitAnswer() throws ExecutionException, InterruptedException, IOException {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(TO_START_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IOException("the broker does not answer", e);
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** As a worker makes it. */
    void createTopic(String name) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }
}
