package dev.annals.producer.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolNamesTest {

    private static final SpoolLimits LIMITS = new SpoolLimits(SpoolLimits.MIN_BYTES, Duration.ofDays(7));

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999999999999999999.segment",
                "9223372036854775807.segment",
                "0000000000000000000.segment",
                "1.segment",
                "0000000000000000001.segment.bak"
            })
    void fileOfAnotherName_isLeftAlone_andTheRestIsRead(String name) throws IOException {
        // Given
        try (SpoolLog log = open()) {
            log.append(List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)));
        }
        Path other = root.resolve("1").resolve(name);
        Files.write(other, new byte[100]);

        // When
        try (SpoolLog log = open()) {
            assertThat(log.next())
                    .get()
                    .extracting(record -> new String(record.payload(), UTF_8))
                    .isEqualTo("a");
            assertThat(log.next())
                    .get()
                    .extracting(record -> new String(record.payload(), UTF_8))
                    .isEqualTo("b");

            // Then
            assertThat(log.adopted()).isEqualTo(2);
            assertThat(log.takeLosses()).isEmpty();
        }
        assertThat(other).hasBinaryContent(new byte[100]);
    }

    @Test
    void segmentOfAnotherVersion_isLeftAlone_andToldOnce() throws IOException {
        // Given
        Path newer = Files.createDirectory(root.resolve("1")).resolve("0000000000000000007.segment2");
        Files.write(newer, new byte[100]);

        // When
        try (SpoolLog log = open()) {
            log.adopt();
            List<String> told = log.takeNotes();
            log.adopt();

            // Then
            assertThat(told).singleElement().asString().contains(newer.toString(), "another version");
            assertThat(log.takeNotes()).isEmpty();
            assertThat(log.takeLosses()).isEmpty();
            assertThat(log.adopted()).isZero();
        }
        assertThat(newer).hasBinaryContent(new byte[100]);
    }

    private SpoolLog open() throws IOException {
        return SpoolLog.open(root, LIMITS, () -> 1_000_000, System::nanoTime, SpoolDisk.REAL);
    }
}
