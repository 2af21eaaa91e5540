package dev.annals.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The {@code annals} command: try Annals out, and publish into it whatever prints JSON. */
@Command(
        name = "annals",
        header = "Records who did what, to what, and when.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./annals demo                                 everything in one process, with made-up activity",
            "  ./annals git-history . | ./annals publish     this repository's history into it",
            "  ./annals publish --help                       more on one command",
        })
public final class Main implements Runnable {

    private final Streams streams;
    private final CommandLine commands;

    private Main(Streams streams) {
        this.streams = streams;
        this.commands = new CommandLine(this)
                .addSubcommand(new DemoCommand(streams))
                .addSubcommand(new PublishCommand(streams))
                .addSubcommand(new GitHistoryCommand(streams));
    }
}
