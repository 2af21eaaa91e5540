package dev.annals.command.git;

/** Why there is no history to print: no such directory, no repository, no git. The message is for the user. */
public final class GitProblemException extends Exception {

    private static final long serialVersionUID = 1;

    private final String message;

    GitProblemException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
