package dev.annals.command;

import org.jspecify.annotations.Nullable;

/** The command cannot be carried out as it was given; the message tells the user why and what would do. */
final class UsageProblemException extends Exception {

    private static final long serialVersionUID = 1;

    UsageProblemException(@Nullable String message) {
        super(message);
    }
}
