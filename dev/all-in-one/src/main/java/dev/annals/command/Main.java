package dev.annals.command;

import dev.annals.benchmarks.BenchCommand;
import dev.annals.chaos.ChaosCommand;
import dev.annals.ingest.WorkerCommands;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code annals} command: try Annals out, publish into it, look at it, and run its services. */
@Command(
        name = "annals",
        header = "Records who did what, to what, and when.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  ./annals demo                              everything in one process, with made-up activity",
            "  ./annals git-history . | ./annals publish  a repository's history into it",
            "  ./annals tail --severity error             what goes wrong, as it happens",
            "  ./annals worker                            the worker alone, as a service; ./annals api likewise",
            "  ./annals publish --help                    more on one command",
        })
public final class Main {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "print this help")
    @SuppressWarnings("UnusedVariable") // picocli prints the help
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "print the version")
    @SuppressWarnings("UnusedVariable") // picocli prints the version
    private boolean version;

    private Main() {}

    public static void main(String[] arguments) {
        LoggerFactory.getILoggerFactory(); // here, before there are threads: else it prints a notice about itself
        System.exit(run(Streams.ofProcess(), arguments));
    }

    /** Returns the exit status. Without a command it is as asking for help. */
    static int run(Streams streams, String... arguments) {
        return commandLine(streams).execute(withHelpAsOption(arguments));
    }

    /** {@code help} and {@code help tail} are {@code --help} and {@code tail --help}. */
    private static String[] withHelpAsOption(String... arguments) {
        if (arguments.length == 0) {
            return new String[] {"--help"};
        }
        if (!arguments[0].equals("help")) {
            return arguments;
        }
        String[] asked = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
        asked[asked.length - 1] = "--help";
        return asked;
    }

    private static CommandLine commandLine(Streams streams) {
        CommandLine annals = new CommandLine(new Main());
        return annals.addSubcommand(new DemoCommand(streams))
                .addSubcommand(new PublishCommand(streams))
                .addSubcommand(new TailCommand(streams))
                .addSubcommand(new GitHistoryCommand(streams))
                .addSubcommand(new WorkerCommand())
                .addSubcommand(new ApiCommand())
                .addSubcommand(WorkerCommands.retention(System.getenv(), printing(streams.out()), streams.err()))
                .addSubcommand(WorkerCommands.partitions(System.getenv(), printing(streams.out()), streams.err()))
                .addSubcommand(WorkerCommands.deadLetters(System.getenv(), printing(streams.out()), streams.err()))
                .addSubcommand(WorkerCommands.replay(System.getenv(), printing(streams.out()), streams.err()))
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new BenchCommand())
                .setUsageHelpWidth(110)
                .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(new WrongArguments(annals.getParameterExceptionHandler()))
                .setExecutionExceptionHandler(new Failures(streams.err()));
    }

    private static PrintStream printing(OutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
