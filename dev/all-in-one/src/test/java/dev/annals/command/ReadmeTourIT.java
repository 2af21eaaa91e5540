package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.allinone.AllInOne;
import dev.annals.allinone.Ports;
import dev.annals.testkit.Eventually;
import dev.annals.testkit.TemporaryDirectory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs every line of the README that begins with a dollar sign, and compares what it gives with what is printed there. */
class ReadmeTourIT {

    private static final Path README = Path.of("../../README.md");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    @Test
    void everyCommandOfTheTour_givesWhatTheReadmeShows() throws Exception {
        // Given
        List<Step> steps = steps(Files.readAllLines(README));
        assertThat(steps).hasSizeGreaterThan(5);
        try (TemporaryDirectory directory = TemporaryDirectory.create("annals-readme-");
                AllInOne all = AllInOne.start(directory.path(), Ports.free())) {
            for (Step step : steps) {
                // When / Then
                if (step.command().startsWith("curl")) { // a row is there a moment after its publishing
                    Eventually.succeeds(() -> assertSame(step, all));
                } else {
                    assertSame(step, all);
                }
            }
        }
    }

    private static void assertSame(Step step, AllInOne all) throws Exception {
        assertThat(timeless(run(step.command(), all))).as(step.command()).isEqualTo(timeless(step.output()));
    }

    private static String run(String command, AllInOne all) throws Exception {
        List<String> quoted = new ArrayList<>();
        for (Matcher matcher = QUOTED.matcher(command); matcher.find(); ) {
            quoted.add(matcher.group(1));
        }
        if (command.startsWith("curl -s '")) {
            return get(
                    quoted.get(0).replace("http://localhost:8080", all.apiUri().toString()));
        }
        if (command.startsWith("printf '%s\\n' '")) {
            quoted.remove(0);
        }
        assertThat(command).matches("(printf|echo) .*' \\| \\./annals publish");
        byte[] lines = (String.join("\n", quoted) + "\n").getBytes(StandardCharsets.UTF_8);
        Annals publish = Annals.run(lines, "publish", "--bootstrap-servers", all.bootstrapServers());
        return publish.err() + publish.out();
    }

    private static String get(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static List<Step> steps(List<String> readme) {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        for (String line : readme) {
            if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), ""));
                inside = true;
            } else if (line.startsWith("```")) {
                inside = false;
            } else if (inside) {
                Step last = steps.remove(steps.size() - 1);
                steps.add(new Step(last.command(), last.output() + line + "\n"));
            }
        }
        return steps;
    }

    /** Without what differs each time: ids, times, cursors, speed. */
    private static String timeless(String text) {
        return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("\"next_cursor\":\"[^\"]+\"", "CURSOR")
                .replaceAll("annals: waiting for \\S+ .*\n", "") // on a busy machine
                .replaceAll("seconds=[0-9.]+ rate=[0-9]+/s", "SPEED")
                .strip();
    }

    private record Step(String command, String output) {}
}
