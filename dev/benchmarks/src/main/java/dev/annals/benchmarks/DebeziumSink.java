package dev.annals.benchmarks;

import dev.annals.benchmarks.debezium.EventConverter;
import dev.annals.event.Event;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.process.ChildProcess;
import dev.annals.testkit.process.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Debezium JDBC sink in Kafka Connect standalone, a process of its own, tuned to large batches. */
final class DebeziumSink implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String MAIN = "org.apache.kafka.connect.cli.ConnectStandalone";
    private static final int BATCH = 5_000;

    /** Of all partitions, as PostgreSQL's statistics have it, some seconds late. */
    private static final String INSERTED =
            "select coalesce(sum(n_tup_ins), 0) from pg_stat_user_tables where relname like 'events\\_%'";

    private final ChildProcess process;
    private final String url;
    private final Path log;

    private DebeziumSink(ChildProcess process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    static DebeziumSink start(KafkaProcess kafka, String url, Path home) throws IOException, InterruptedException {
        String name = "debezium-" + UUID.randomUUID();
        Path directory = Files.createDirectories(home.resolve(name));
        Path worker = write(directory.resolve("worker.properties"), worker(kafka, directory));
        Path sink = write(directory.resolve("sink.properties"), sink(name, url));
        Path log = directory.resolve("log");
        JavaProgram program = JavaProgram.of(name, MAIN, List.of(worker.toString(), sink.toString()))
                .withClassPath(classPath())
                .withJvmOptions(List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        return new DebeziumSink(ChildProcess.start(program, log), url, log);
    }

    private static Map<String, String> worker(KafkaProcess kafka, Path directory) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        settings.put("value.converter", EventConverter.class.getName());
        settings.put(
                "offset.storage.file.filename", directory.resolve("offsets").toString());
        settings.put("offset.flush.interval.ms", "10000");
        settings.put("listeners", "http://127.0.0.1:" + FreePorts.choose(1).get(0));
        settings.put("plugin.discovery", "service_load");
        settings.put("consumer.auto.offset.reset", "earliest");
        settings.put("consumer.max.poll.records", Integer.toString(BATCH));
        settings.put("consumer.max.partition.fetch.bytes", Integer.toString(4 * 1024 * 1024));
        return settings;
    }

    private static Map<String, String> sink(String name, String url) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("name", name);
        settings.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        settings.put("tasks.max", "2");
        settings.put("topics", "events");
        settings.put("connection.url", url + "&reWriteBatchedInserts=true");
        settings.put("connection.username", "postgres");
        settings.put("connection.password", "none");
        settings.put("insert.mode", "upsert");
        settings.put("primary.key.mode", "record_value");
        settings.put("primary.key.fields", "id");
        settings.put("schema.evolution", "none");
        settings.put("collection.name.format", "events");
        settings.put("batch.size", Integer.toString(BATCH));
        return settings;
    }

    private static Path write(Path file, Map<String, String> settings) throws IOException {
        return Files.write(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
    }

    /** Its own jars, and what our converter needs beside them. */
    private static String classPath() throws IOException, InterruptedException {
        try (Stream<Path> jars = Files.list(Peers.debezium())) {
            return Stream.concat(
                            Stream.of(EventConverter.class, Event.class).map(DebeziumSink::place),
                            jars.map(Path::toString))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static String place(Class<?> ours) {
        return ours.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** Returns when that many are in the table. */
    void awaitStored(int events) throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        Postgres.awaitNumber(url, INSERTED, events, () -> {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("the sink does not store everything:\n" + LogEnd.of(log));
            }
        });
        double rows = Postgres.number(url, "select count(*) from events");
        if (rows != events) {
            throw new IOException("the sink stored " + rows + " of " + events + " events");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.close();
    }
}
