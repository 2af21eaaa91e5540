package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.annals.ingest.IngestConfig;
import dev.annals.query.QueryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docker-compose.yml and the Dockerfile promise, as far as that can be seen without an engine. */
class ComposeTest {

    private Compose compose;

    @BeforeEach
    void read() throws IOException {
        compose = Compose.read();
    }

    @Test
    void services_areTheFour() {
        assertThat(compose.services().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("kafka", "postgres", "worker", "api");
    }

    @Test
    void settings_areKnownToTheirServices() {
        // When
        IngestConfig worker = IngestConfig.from(compose.environment("worker"));
        QueryConfig api = QueryConfig.from(compose.environment("api"));

        // Then
        assertThat(worker.bootstrapServers()).isEqualTo("kafka:19092");
        assertThat(api.databaseUrl()).isEqualTo(worker.databaseUrl());
        assertThat(compose.environment("kafka").get("KAFKA_ADVERTISED_LISTENERS"))
                .contains("//" + worker.bootstrapServers());
    }

    @Test
    void kafkaSettings_areWhatABrokerTakes() {
        // Given
        Map<String, String> environment = compose.environment("kafka");
        Properties settings = new Properties();
        environment.forEach((key, value) -> {
            if (key.startsWith("KAFKA_") && !key.equals("KAFKA_HEAP_OPTS")) { // as the image translates them
                settings.setProperty(
                        key.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });

        // When
        KafkaConfig config = new KafkaConfig(settings);

        // Then
        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.stringPropertyNames());
        assertThat(config.nodeId()).isEqualTo(1);
        assertThat(Uuid.fromString(environment.get("CLUSTER_ID"))).isNotEqualTo(Uuid.ZERO_UUID);
    }

    @Test
    void roles_areThoseThatTheDatabaseIsMadeWith() throws IOException {
        // Given
        Map<String, String> postgres = compose.environment("postgres");
        IngestConfig worker = IngestConfig.from(compose.environment("worker"));
        QueryConfig api = QueryConfig.from(compose.environment("api"));

        // Then
        assertThat(worker.databaseUser()).isEqualTo(postgres.get("POSTGRES_USER"));
        assertThat(worker.databasePassword()).isEqualTo(postgres.get("POSTGRES_PASSWORD"));
        assertThat(worker.databaseUrl()).endsWith("/" + postgres.get("POSTGRES_DB"));
        assertThat(api.databasePassword()).isEqualTo(postgres.get("READER_PASSWORD"));
        assertThat(Files.readString(Repository.ROOT.resolve("dev/docker/reader.sql")))
                .contains("create role " + api.databaseUser() + " login")
                .contains("\\getenv password READER_PASSWORD");
    }

    @Test
    void ports_arePublishedOnLoopbackOnly() {
        for (JsonNode service : compose.services()) {
            assertThat(service.get("ports"))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void publishedPorts_areTheServices() {
        assertThat(compose.service("worker").get("ports").get(0).asText())
                .endsWith(":" + compose.environment("worker").get("ANNALS_WORKER_HTTP_PORT"));
        assertThat(compose.service("api").get("ports").get(0).asText())
                .endsWith(":" + compose.environment("api").get("ANNALS_API_PORT"));
    }

    @Test
    void everyService_isRestarted_andWaitsForHealthyOnes() {
        for (JsonNode service : compose.services()) {
            assertThat(service.get("restart").asText()).isEqualTo("unless-stopped");
            for (JsonNode needed : service.path("depends_on")) {
                assertThat(needed.get("condition").asText()).isEqualTo("service_healthy");
            }
        }
        assertThat(compose.service("kafka").get("healthcheck")).isNotNull();
        assertThat(compose.service("postgres").get("healthcheck")).isNotNull();
    }

    @Test
    void volumes_areDeclared_andFilesThere() {
        List<String> mounted = new ArrayList<>();
        for (JsonNode service : compose.services()) {
            service.path("volumes").forEach(volume -> mounted.add(volume.asText()));
        }

        assertThat(mounted).contains("kafka:/var/lib/kafka/data", "postgres:/var/lib/postgresql");
        for (String mount : mounted) {
            String source = mount.substring(0, mount.indexOf(':'));
            if (source.startsWith("./")) {
                assertThat(Repository.ROOT.resolve(source)).isRegularFile();
            } else {
                assertThat(compose.file().get("volumes").has(source)).isTrue();
            }
        }
    }

    @Test
    void images_areThoseOfTheTests() throws IOException {
        String backends = Files.readString(
                Repository.ROOT.resolve("dev/testkit/src/main/java/dev/annals/testkit/ContainerBackends.java"));

        assertThat(backends)
                .contains('"' + compose.service("kafka").get("image").asText() + '"')
                .contains('"' + compose.service("postgres").get("image").asText() + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "api"})
    void image_isBuiltFromWhatIsThere(String service) throws Exception {
        // Given
        JsonNode build = compose.service(service).get("build");
        assertThat(Repository.ROOT.resolve(build.get("dockerfile").asText())).isRegularFile();

        // When
        Dockerfile image = Dockerfile.target(build.get("target").asText());

        // Then
        assertThat(image.all("USER")).containsExactly("10001:10001");
        assertThat(image.all("FROM")).contains("eclipse-temurin:17-jre AS run");
        for (String[] copy : image.copies()) {
            boolean built = copy[0].endsWith("/target/lib/");
            assertThat(Repository.ROOT.resolve(built ? copy[0].replace("target/lib/", "pom.xml") : copy[0]))
                    .exists();
        }
        for (List<String> command : List.of(image.entryPoint(), image.healthCheck())) {
            assertThat(command.get(0)).isEqualTo("java");
            String main = command.get(command.indexOf("-cp") + 2);
            assertThat(Class.forName(main).getMethod("main", String[].class)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "api"})
    void image_tellsWhetherItIsAlive_andTheComposeFileWhetherItIsReady(String service) throws Exception {
        // When
        List<String> alive = Dockerfile.target(service).healthCheck();
        List<String> ready = compose.healthCheck(service);

        // Then
        int question = alive.size() - 1;
        assertThat(alive.get(question)).isEqualTo("live");
        assertThat(ready.get(question)).isEqualTo("ready");
        assertThat(ready.subList(0, question)).isEqualTo(alive.subList(0, question));
    }
}
