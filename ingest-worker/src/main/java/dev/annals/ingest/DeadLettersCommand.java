package dev.annals.ingest;

import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dead-letters list}, {@code show}, {@code replay} and {@code discard}. */
@Command(
        name = "dead-letters",
        header = "Look at records that could not be stored, send them again, or discard them.",
        description = {
            "A dead letter is open until somebody decides about it. What is replayed goes to its topic again, with its id: a"
                    + " second time adds nothing. If it is still no event it comes back as another letter; one that came back"
                    + " three times is parked. What is replayed or discarded stays in the table until it is older than the"
                    + " retention; what is not stays for ever.",
            "",
            "A letter's ID is TOPIC/PARTITION/OFFSET, as list prints it.",
            "",
            "The database and Kafka are those of the worker: ANNALS_DATABASE_*, ANNALS_KAFKA_*; see docs/OPERATIONS.md.",
            "",
            "Exit status: 0 if it is done, also if there was nothing to do; 1 if not, 2 if the command was wrong.",
        },
        footer = {
            "",
            "Example: ${COMMAND-FULL-NAME} replay --reason REFUSED_BY_DATABASE --since 2026-11-23T07:00:00Z --dry-run"
        },
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private DeadLettersCommand() {}

    static CommandLine commandLine(Map<String, String> environment, PrintStream out, PrintStream err) {
        Operator operator = new Operator("dead-letters", environment, out, err);
        return new CommandLine(new DeadLettersCommand())
                .addSubcommand(new ListLetters(operator))
                .addSubcommand(new ShowLetter(operator))
                .addSubcommand(new ReplayLetters(operator))
                .addSubcommand(new DiscardLetters(operator))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "say what to do: dead-letters list, show, replay or discard");
        }
    }
}
