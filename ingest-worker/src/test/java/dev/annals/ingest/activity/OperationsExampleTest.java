package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The applications that docs/OPERATIONS.md tells the operator to reset are those that workers run. */
class OperationsExampleTest {

    private static final String GROUP = "annals-ingest"; // the default, as IngestConfigTest has it

    @Test
    void application_isTheWorkers_withoutAnySettings() throws IOException {
        // When
        MatchResult command = theOnly("--application-id (\\S+) --input-topics (\\S+)");
        MatchResult state = theOnly("`rm -r /var/lib/annals/([^`]+)`");

        // Then
        ActivitySettings settings = settings("", GROUP);
        assertThat(command.group(1)).isEqualTo(settings.applicationId());
        assertThat(command.group(2)).isEqualTo(settings.eventsTopic());
        assertThat(state.group(1)).isEqualTo(settings.applicationId());
    }

    @Test
    void application_isTheWorkers_withAPrefix_andAnotherGroup() throws IOException {
        // When
        MatchResult example = theOnly("with `ANNALS_KAFKA_TOPIC_PREFIX=([^`]+)` they are `([^`]+)` and `([^`]+)`,"
                + " and with `ANNALS_WORKER_GROUP_ID=([^`]+)` besides, the application is `([^`]+)`");

        // Then
        ActivitySettings prefixed = settings(example.group(1), GROUP);
        assertThat(example.group(2)).isEqualTo(prefixed.applicationId());
        assertThat(example.group(3)).isEqualTo(prefixed.eventsTopic());
        assertThat(example.group(5))
                .isEqualTo(settings(example.group(1), example.group(4)).applicationId());
    }

    private static MatchResult theOnly(String pattern) throws IOException {
        String document = Files.readString(Path.of("../docs/OPERATIONS.md"));
        assertThat(Pattern.compile(pattern).matcher(document).results())
                .as(pattern)
                .hasSize(1);
        return Pattern.compile(pattern).matcher(document).results().findFirst().orElseThrow();
    }

    private static ActivitySettings settings(String prefix, String group) {
        return new ActivitySettings(Map.of(), prefix, group, Path.of("state"));
    }
}
