package dev.annals.chaos.rig;

/** This machine or this user cannot have the fault; the message says why. */
public final class NotTriedException extends Exception {

    private static final long serialVersionUID = 1;

    NotTriedException(String message, Throwable cause) {
        super(message, cause);
    }
}
