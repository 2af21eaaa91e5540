package dev.annals.command;

import dev.annals.ingest.WorkerCommands;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code annals retention ...}: the worker's own program does it. */
@Command(
        name = "retention",
        header = "Run the worker's retention once, now: deletes old events.",
        description = {
            "Deletes the events that are older than AGE (12h, 30d, 52w) and their counts, and publishes an event about"
                    + " it. With --dry-run it changes nothing and tells the same numbers.",
            "",
            "Needs the worker's database and Kafka, configured by ANNALS_DATABASE_* and ANNALS_KAFKA_*; see"
                    + " docs/OPERATIONS.md.",
        },
        customSynopsis = "annals retention --older-than AGE [--dry-run]",
        footer = {"", "Example: ./annals retention --older-than 30d --dry-run"})
final class RetentionCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    private final Streams streams;

    RetentionCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(List.of("retention"));
        all.addAll(arguments);
        PrintStream out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
        return WorkerCommands.run(System.getenv(), out, streams.err(), all.toArray(new String[0]));
    }
}
