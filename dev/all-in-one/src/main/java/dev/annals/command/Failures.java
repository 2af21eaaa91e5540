package dev.annals.command;

import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells the user what ended a command: one sentence for what can happen, all there is for what cannot. */
final class Failures implements IExecutionExceptionHandler {

    private final PrintStream err;

    Failures(PrintStream err) {
        this.err = err;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        if (e instanceof UsageProblemException) {
            err.println("annals: " + e.getMessage());
            return ExitStatus.USAGE;
        }
        if (e instanceof IOException && e.getMessage() != null) {
            err.println("annals: " + e.getMessage());
            return ExitStatus.INCOMPLETE;
        }
        err.println("annals: this should not happen, please report it:");
        e.printStackTrace(err);
        return ExitStatus.INCOMPLETE;
    }
}
