package dev.annals.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/OPERATIONS.md names what the code has, and nothing else. The metrics that a worker and an API really have, {@link ImagesIT} compares. */
class OperationsTest {

    private static final Pattern SETTING = Pattern.compile("\"(ANNALS_[A-Z_]*[A-Z])\"");
    private static final Pattern METER = Pattern.compile("\"(annals\\.[a-z.]+)\"");
    private static final Pattern LOG_LINE = Pattern.compile(
            "(?:log|LOG|warnings)\\s*\\.(?:warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*(?:\"\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*)*)");

    @Test
    void settings_areAllThere() throws IOException {
        assertThat(OperationsDocument.read().settings()).isEqualTo(inCode(SETTING, "ingest-worker", "query-api"));
    }

    /** Those too that a scrape shows only after something happened. What a name goes on with is not in the literal. */
    @Test
    void metrics_areAllThere_andReal() throws IOException {
        // Given
        Set<String> inCode = inCode(METER, "ingest-worker", "query-api").stream()
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = OperationsDocument.read().metrics();
        assertThat(inCode).hasSizeGreaterThan(10);

        // When, Then
        assertThat(inCode).allSatisfy(name -> assertThat(documented).anyMatch(metric -> metric.startsWith(name)));
        assertThat(documented).allSatisfy(metric -> assertThat(inCode).anyMatch(metric::startsWith));
    }

    @Test
    void publisherMeters_areAllThere(@TempDir Path spool) throws IOException {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();

        // When
        try (EventPublisher publisher = EventPublisher.builder()
                .bootstrapServers("localhost:9092")
                .source("test")
                .spoolDirectory(spool)
                .meterRegistry(registry)
                .build()) {
            Set<String> meters = registry.getMeters().stream()
                    .map(meter -> meter.getId().getName())
                    .collect(Collectors.toCollection(TreeSet::new));

            // Then
            assertThat(OperationsDocument.read().publisherMeters()).isEqualTo(meters);
            assertThat(publisher.metrics().offered()).isZero();
        }
    }

    @Test
    void logLines_areAllThere_andReal() throws IOException {
        // Given
        Set<List<String>> documented = OperationsDocument.read().logLines();
        List<String> logged = inCode(LOG_LINE, "ingest-worker", "query-api", "producer-lib").stream()
                .map(line -> line.replaceAll("\"\\s*\\+\\s*\"", ""))
                .toList();
        assertThat(logged).hasSizeGreaterThan(10);

        // When, Then
        assertThat(logged)
                .allSatisfy(line -> assertThat(documented)
                        .as("a row for: %s", line)
                        .anySatisfy(pieces -> assertThat(line).contains(pieces)));
        assertThat(documented)
                .allSatisfy(pieces -> assertThat(logged)
                        .as("a line in the code with %s", pieces)
                        .anySatisfy(line -> assertThat(line).contains(pieces)));
    }

    private static Set<String> inCode(Pattern pattern, String... modules) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : modules) {
            try (Stream<Path> files = Files.walk(Repository.ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file ->
                                pattern.matcher(read(file)).results().forEach(match -> found.add(match.group(1))));
            }
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
