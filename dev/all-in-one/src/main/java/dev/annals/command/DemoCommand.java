package dev.annals.command;

import dev.annals.allinone.AllInOne;
import dev.annals.allinone.Ports;
import dev.annals.command.demo.Activity;
import dev.annals.command.demo.MinuteByMinute;
import dev.annals.producer.EventPublisher;
import dev.annals.testkit.TemporaryDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code annals demo} */
@Command(
        name = "demo",
        header = "Run everything in one process, with the made-up activity of a media server.",
        description = {
            "Starts Kafka, PostgreSQL, the worker and the API on 127.0.0.1, publishes some hundreds of events of the"
                    + " last three days and then a few every second, prints the addresses and what to try, and then"
                    + " a line a minute of what happened.",
            "",
            "The usual ports are taken where they are free (Kafka 9092, PostgreSQL 5432, API 8080, worker 8081), other"
                    + " ones where not. Ctrl-C or SIGTERM end it; no process stays behind, not even after kill -9.",
            "",
            "Everybody on this machine can read and write everything: it is for trying out, not for production.",
        },
        footer = {"", "Example: ./annals demo --data ~/annals-data"})
final class DemoCommand implements Callable<Integer> {

    private static final Duration LAST_EVENTS = Duration.ofSeconds(2);
    private static final Duration FIRST_EVENTS = Duration.ofSeconds(30);

    private final Streams streams;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "keep the data in this directory, an empty one or one of an earlier demo, and go on from what is in"
                            + " it; default: a temporary one that is removed at the end")
    private @Nullable Path data;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "of the API, 0 for any that is free; default: 8080, or a free one if that is taken")
    private @Nullable Integer port;

    DemoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        Ports ports = ports();
        requireUsable(data);
        ports.moved().forEach(line -> streams.err().println("annals: " + line));
        // Kafka brings Log4j, whose own hook is no use here and complains when Ctrl-C comes before it
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        CountDownLatch stop = new CountDownLatch(1);
        try (BeforeExit stopping = BeforeExit.run(stop::countDown)) {
            if (data != null) {
                run(data, "kept", ports, stop);
                return ExitStatus.OK;
            }
            try (TemporaryDirectory temporary = TemporaryDirectory.create("annals-demo-")) {
                run(temporary.path(), "removed at the end; --data DIR keeps them", ports, stop);
            }
            return ExitStatus.OK;
        }
    }

    private Ports ports() throws UsageProblemException, IOException {
        Ports usual = Ports.usual();
        if (port == null) {
            return usual;
        }
        if (port < 0 || port > 65_535) {
            throw new UsageProblemException("--port must be 0 to 65535, not " + port);
        }
        if (!Ports.isFree(port)) {
            throw new UsageProblemException(
                    "--port " + port + " is taken on 127.0.0.1: choose another, or 0 for any that is free");
        }
        return usual.withApi(port);
    }

    private static void requireUsable(@Nullable Path data) throws UsageProblemException, IOException {
        if (data == null) {
            return;
        }
        Optional<String> problem = AllInOne.problemWith(data);
        if (problem.isPresent()) {
            throw new UsageProblemException("--data " + data + " " + problem.get());
        }
    }

    private void run(Path directory, String fate, Ports ports, CountDownLatch stop) throws Exception {
        streams.err().println("annals: starting Kafka, PostgreSQL, the worker and the API ...");
        try (AllInOne all = start(directory, ports, stop);
                EventPublisher publisher = publisherTo(all)) {
            Activity activity = new Activity(publisher, Clock.systemUTC());
            if (all.isNew()) {
                activity.ofTheLastDays();
                all.awaitEvents(FIRST_EVENTS);
            }
            if (stop.getCount() > 0) {
                print(new Welcome(all, directory, fate).text());
            }
            try (MinuteByMinute minutes =
                    MinuteByMinute.start(all.bootstrapServers(), Clock.system(ZoneId.systemDefault()), this::tell)) {
                activity.untilStopped(stop);
            }
            streams.err().println("annals: stopping ...");
        }
    }

    /** Ctrl-C reaches PostgreSQL's first steps too, and what they complain of then is no news. */
    private static AllInOne start(Path directory, Ports ports, CountDownLatch stop) throws IOException {
        try {
            return AllInOne.start(directory, ports);
        } catch (IOException e) {
            if (stop.getCount() == 0) {
                throw new IOException("stopped before everything had started", e);
            }
            throw e;
        }
    }

    private static EventPublisher publisherTo(AllInOne all) {
        return EventPublisher.builder()
                .bootstrapServers(all.bootstrapServers())
                .source("media-server")
                .closeTimeout(LAST_EVENTS)
                .build();
    }

    /** From another thread than the rest, but only while that prints nothing. */
    private void tell(String line) {
        streams.err().println(line);
    }

    private void print(String text) throws IOException {
        streams.out().write(text.getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }
}
