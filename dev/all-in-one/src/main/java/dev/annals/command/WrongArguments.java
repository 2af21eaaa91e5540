package dev.annals.command;

import dev.annals.query.http.NearestName;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * As picocli tells it, but for a command that does not exist: picocli proposes one however far it is, and one of ours
 * deletes events.
 */
final class WrongArguments implements IParameterExceptionHandler {

    private static final String DELETES = "retention";
    private static final String DELETES_BEGINS = "ret"; // whoever typed less of it meant something else

    private final IParameterExceptionHandler byDefault;

    WrongArguments(IParameterExceptionHandler byDefault) {
        this.byDefault = byDefault;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) throws Exception {
        CommandLine failed = e.getCommandLine();
        if (failed.getParent() == null && e instanceof UnmatchedArgumentException unmatched) {
            failed.getErr().println("annals: " + problem(unmatched.getUnmatched(), failed));
            return ExitStatus.USAGE;
        }
        return byDefault.handleParseException(e, arguments);
    }

    private static String problem(List<String> unmatched, CommandLine annals) {
        String first = unmatched.get(0);
        if (first.startsWith("-")) {
            return "there is no option " + first + " before a command; ./annals --help lists what there is";
        }
        return "there is no command '" + first + "'"
                + NearestName.of(first, annals.getSubcommands().keySet())
                        .filter(nearest -> !nearest.equals(DELETES) || first.startsWith(DELETES_BEGINS))
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("; ./annals --help lists those that there are");
    }
}
