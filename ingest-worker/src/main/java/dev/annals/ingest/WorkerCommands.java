package dev.annals.ingest;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What the worker's program can do besides running a worker. */
@Command(
        name = "annals-worker",
        header =
                "Stores what is on the topic in PostgreSQL: without a command, runs one worker until it is told to stop.",
        synopsisSubcommandLabel = "[COMMAND]")
public final class WorkerCommands {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "print this help")
    @SuppressWarnings("UnusedVariable") // picocli prints the help
    private boolean help;

    private WorkerCommands() {}

    /** Returns the exit status: 0 if the command did its work, 1 if it could not, 2 if it was given wrongly. */
    public static int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new WorkerCommands())
                .addSubcommand(retention(environment, out, err))
                .addSubcommand(partitions(environment, out, err))
                .addSubcommand(deadLetters(environment, out, err))
                .addSubcommand(replay(environment, out, err))
                .setUsageHelpWidth(110)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    /** The command {@code retention}, for other programs that have it too: its help then bears their name. */
    public static CommandLine retention(Map<String, String> environment, PrintStream out, PrintStream err) {
        return new CommandLine(new RetentionCommand(environment, out, err));
    }

    /** The command {@code partitions}, likewise. */
    public static CommandLine partitions(Map<String, String> environment, PrintStream out, PrintStream err) {
        return new CommandLine(new PartitionsCommand(environment, out, err));
    }

    /** The command {@code dead-letters}, likewise. */
    public static CommandLine deadLetters(Map<String, String> environment, PrintStream out, PrintStream err) {
        return DeadLettersCommand.commandLine(environment, out, err);
    }

    /** The command {@code replay}, likewise. */
    public static CommandLine replay(Map<String, String> environment, PrintStream out, PrintStream err) {
        return new CommandLine(new ReplayCommand(environment, out, err));
    }
}
