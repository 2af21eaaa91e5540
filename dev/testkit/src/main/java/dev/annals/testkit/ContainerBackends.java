package dev.annals.testkit;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Both servers in containers; Testcontainers sees to it that none outlives this JVM. */
final class ContainerBackends implements Backends {
    private static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    private static final String POSTGRES_IMAGE = "postgres:18";

    private final KafkaContainer kafka = new KafkaContainer(KAFKA_IMAGE);
    private final PostgreSQLContainer postgres = new PostgreSQLContainer(POSTGRES_IMAGE);
    private final NewDatabases databases = new NewDatabases(this::jdbcUrl);

    /** Not started yet. */
    ContainerBackends() {
        postgres.setCommand("postgres", "-c", "max_connections=200"); // their own command turns fsync off
    }

    static ContainerBackends start() {
        var backends = new ContainerBackends();
        Startables.deepStart(backends.kafka, backends.postgres).join();
        return backends;
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://" + postgres.getHost() + ":"
                + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + database + "?user="
                + postgres.getUsername() + "&password=" + postgres.getPassword();
    }

    @Override
    public String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    @Override
    public String newDatabase(String prefix) {
        return databases.create(prefix);
    }

    @Override
    public String kind() {
        return "containers";
    }

    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
    }

    @Override
    public String toString() {
        return "annals-backends{containers, " + KAFKA_IMAGE + ", " + POSTGRES_IMAGE + "}";
    }
}
