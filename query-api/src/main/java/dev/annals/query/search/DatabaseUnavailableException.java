package dev.annals.query.search;

/** PostgreSQL cannot be reached, or is shutting down or starting up, or has no connection left. It may pass. */
public final class DatabaseUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
