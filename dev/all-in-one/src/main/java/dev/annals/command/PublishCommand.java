package dev.annals.command;

import dev.annals.command.publish.Console;
import dev.annals.command.publish.Figures;
import dev.annals.command.publish.Outlet;
import dev.annals.command.publish.PublishRun;
import dev.annals.command.publish.PublisherOutlet;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code annals publish [FILE]} */
@Command(
        name = "publish",
        header = "Publish events from a file or from standard input, one JSON object a line.",
        description = {
            "Required are category and type. Also: actor_type and actor_id, resource_type and resource_id, severity,"
                    + " metadata (an object), inserted_at (default: now) and id (a UUIDv7; with it, publishing the same"
                    + " again adds nothing). There are no other fields: a line that has one is refused.",
            "",
            "Every line that is refused is told on standard error with all reasons. The last thing printed is one line"
                    + " of figures: lines = published + refused + undelivered; blank lines do not count.",
            "",
            "Exit status: 0 if every line was published, 1 if not, 2 if the command was wrong.",
        },
        footer = {
            "",
            "Example: echo '{\"category\":\"media\",\"type\":\"media_item.added\"}' | ./annals publish",
        })
final class PublishCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: standard input")
    private @Nullable Path file;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:ANNALS_KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}",
            description = "where Kafka is; default: $ANNALS_KAFKA_BOOTSTRAP_SERVERS, else localhost:9092")
    private String bootstrapServers = "localhost:9092";

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:ANNALS_KAFKA_TOPIC_PREFIX:-}",
            description = "stands before the topic's name, events; default: $ANNALS_KAFKA_TOPIC_PREFIX, else none")
    private String topicPrefix = "";

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "annals-publish",
            description = "who publishes, for the header ce_source; default: ${DEFAULT-VALUE}")
    private String source = "annals-publish";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "give up when Kafka acknowledges nothing for so long; default: ${DEFAULT-VALUE}")
    private int timeoutSeconds = 60;

    PublishCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageProblemException, IOException, InterruptedException {
        Console console = new Console(streams.err(), Boolean.getBoolean("annals.terminal.err"));
        try (InputStream in = open(console)) {
            return publish(PublishRun.over(in, outlet(), console, bootstrapServers, patience()));
        }
    }

    private Outlet outlet() throws UsageProblemException {
        // what the library would warn of, the run tells by line number
        System.setProperty("org.slf4j.simpleLogger.log.dev.annals.producer", "error");
        try {
            return PublisherOutlet.open(bootstrapServers, topicPrefix, source, patience());
        } catch (IllegalArgumentException e) {
            throw new UsageProblemException(e.getMessage());
        }
    }

    private Duration patience() throws UsageProblemException {
        if (timeoutSeconds < 1) {
            throw new UsageProblemException("--timeout must be at least 1 second, not " + timeoutSeconds);
        }
        return Duration.ofSeconds(timeoutSeconds);
    }

    private InputStream open(Console console) throws UsageProblemException {
        if (file == null) {
            if (Boolean.getBoolean("annals.terminal.in")) {
                console.say("annals: reading events from the terminal, one JSON object a line; Ctrl-D ends");
            }
            return streams.in();
        }
        try {
            return new FileInputStream(file.toFile());
        } catch (IOException e) {
            throw new UsageProblemException("cannot read " + e.getMessage());
        }
    }

    private int publish(PublishRun run) throws IOException, InterruptedException {
        try (BeforeExit stopping = BeforeExit.run(run::stop)) {
            Figures figures = run.toEnd();
            run.failure()
                    .ifPresent(e ->
                            streams.err().println("annals: the input could not be read to its end: " + e.getMessage()));
            streams.out().write((figures + "\n").getBytes(StandardCharsets.UTF_8));
            streams.out().flush();
            return figures.areComplete() && run.failure().isEmpty() ? ExitStatus.OK : ExitStatus.INCOMPLETE;
        }
    }
}
