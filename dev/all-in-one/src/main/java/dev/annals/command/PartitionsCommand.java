package dev.annals.command;

import dev.annals.ingest.WorkerCommands;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code annals partitions ...}: the worker's own program does it. */
@Command(
        name = "partitions",
        header = "Show how far each partition is stored, and resume those that stopped.",
        description = {
            "A partition stops when too much of it is no event, and stays so until it is resumed. A worker notices"
                    + " within seconds.",
            "",
            "Needs the worker's database, configured by ANNALS_DATABASE_*; see docs/OPERATIONS.md.",
        },
        customSynopsis = {
            "annals partitions list",
            "       annals partitions resume (--all | --topic TOPIC --partition N)",
        },
        footer = {"", "Example: ./annals partitions resume --topic events --partition 3"})
final class PartitionsCommand implements Callable<Integer> {

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    private final Streams streams;

    PartitionsCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(List.of("partitions"));
        all.addAll(arguments);
        PrintStream out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
        return WorkerCommands.run(System.getenv(), out, streams.err(), all.toArray(new String[0]));
    }
}
