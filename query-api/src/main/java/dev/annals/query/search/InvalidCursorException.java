package dev.annals.query.search;

/** A cursor that cannot be continued from; the message says why and what to do. */
public final class InvalidCursorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidCursorException(String message) {
        super(message);
    }
}
