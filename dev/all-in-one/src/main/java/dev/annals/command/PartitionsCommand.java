package dev.annals.command;

import dev.annals.ingest.IngestMain;
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
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("partitions"));
        all.addAll(arguments);
        IngestMain.main(all.toArray(new String[0]));
        return ExitStatus.OK;
    }
}
