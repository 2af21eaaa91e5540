package dev.annals.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Both servers on this machine, in a temporary directory. */
final class EmbeddedBackends implements Backends {
    private final TemporaryDirectory directory;
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgresServer postgres;
    private final NewDatabases databases;

    private EmbeddedBackends(TemporaryDirectory directory, List<Integer> ports) {
        Path home = directory.path();
        this.directory = directory;
        kafka = new EmbeddedKafka(home.resolve("kafka"), ports.get(0), ports.get(1), Map.of());
        postgres = new EmbeddedPostgresServer(home.resolve("postgres"), ports.get(2), Map.of());
        databases = new NewDatabases(postgres::jdbcUrl);
    }

    static EmbeddedBackends start() throws IOException {
        var backends = new EmbeddedBackends(TemporaryDirectory.create("annals-it-"), FreePorts.choose(3));
        try {
            backends.postgres.start();
            backends.kafka.start();
            return backends;
        } catch (IOException e) {
            backends.close();
            throw e;
        }
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public String newDatabase(String prefix) {
        return databases.create(prefix);
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public void close() throws IOException {
        try (directory;
                postgres;
                kafka) {
            // in the order opposite to this list
        }
    }

    @Override
    public String toString() {
        return "annals-backends{embedded, " + directory.path() + "}";
    }
}
