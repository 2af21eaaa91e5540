package dev.annals.command;

/** The command cannot be carried out as it was given; the message tells the user why and what would do. */
final class UsageProblemException extends Exception {

    private static final long serialVersionUID = 1;

    UsageProblemException(String message) {
        super(message);
    }
}
