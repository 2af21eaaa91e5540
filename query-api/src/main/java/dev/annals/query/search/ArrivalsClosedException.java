package dev.annals.query.search;

/** The API is stopping, and waits for no event any more. */
public final class ArrivalsClosedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ArrivalsClosedException() {
        super("the API is stopping");
    }
}
