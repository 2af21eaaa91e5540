package dev.annals.command;

import dev.annals.command.tail.EventOutput;
import dev.annals.command.tail.JsonOutput;
import dev.annals.command.tail.Since;
import dev.annals.command.tail.Start;
import dev.annals.command.tail.Tail;
import dev.annals.command.tail.TextOutput;
import dev.annals.event.EventFilter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code annals tail} */
@Command(
        name = "tail",
        header = "Print events as they are published, straight from Kafka.",
        description = {
            "Follows the topic from now on, with the API's filters, until Ctrl-C. It reads without a consumer group:"
                    + " nobody else gets less for it. An event is here a moment before the API has it.",
            "",
            "A record that is no event is told on standard error and passed. Without a broker it waits, and says so.",
            "",
            "Exit status: 2 if the command was wrong, 141 if nobody reads the output any more.",
        },
        footer = {
            "",
            "Example: ./annals tail --category media --type 'media_item.*' --severity error",
            "         ./annals tail --since 1h --json | grep Heat",
        })
final class TailCommand implements Callable<Integer> {

    private static final Duration LAST_LINES = Duration.ofSeconds(2);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Streams streams;

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "begin with what reached Kafka at this time or later: 2026-11-23T07:00:00Z, or 30s, 10m, 2h or"
                            + " 1d ago; default: now. What is there already comes partition by partition, so in order for"
                            + " each resource, but not in order of time")
    private @Nullable String since;

    @Option(names = "--json", description = "the event's JSON, one a line, instead of columns for people")
    private boolean json;

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

    TailCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws UsageProblemException, IOException {
        EventFilter filter = filters.filter();
        Start start = start();
        OutputStream out = new BufferedOutputStream(new PipeOutput(streams.out()), BUFFER_BYTES);
        try (Tail tail = open(start, filter, output(out));
                BeforeExit stopping = BeforeExit.run(tail::stop, LAST_LINES)) {
            tail.run();
            return ExitStatus.OK;
        } catch (ClosedPipeException e) {
            return ExitStatus.CLOSED_PIPE;
        } catch (KafkaException e) {
            throw new IOException("Kafka at " + bootstrapServers + " refuses: " + e.getMessage(), e);
        }
    }

    private Start start() throws UsageProblemException {
        if (since == null) {
            return new Start.Now();
        }
        try {
            return new Start.Time(Since.parse(since, Clock.systemUTC()));
        } catch (IllegalArgumentException e) {
            throw new UsageProblemException("--since " + e.getMessage());
        }
    }

    private EventOutput output(OutputStream out) {
        if (json) {
            return new JsonOutput(out);
        }
        boolean coloured = Boolean.getBoolean("annals.terminal.out") && System.getenv("NO_COLOR") == null;
        return new TextOutput(out, ZoneId.systemDefault(), coloured);
    }

    private Tail open(Start start, EventFilter filter, EventOutput output) throws UsageProblemException {
        try {
            return new Tail(
                    bootstrapServers,
                    topicPrefix + "events",
                    start,
                    filter,
                    output,
                    message -> streams.err().println("annals: " + message));
        } catch (KafkaException e) {
            throw new UsageProblemException("--bootstrap-servers " + bootstrapServers + " cannot be used: "
                    + rootCause(e).getMessage());
        }
    }

    private static Throwable rootCause(Throwable e) {
        return e.getCause() == null ? e : rootCause(e.getCause());
    }
}
