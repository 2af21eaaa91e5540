package dev.annals.chaos;

/** This machine or this user cannot have the fault; the message says why. */
final class NotTriedException extends Exception {

    private static final long serialVersionUID = 1;

    NotTriedException(String message, Throwable cause) {
        super(message, cause);
    }
}
