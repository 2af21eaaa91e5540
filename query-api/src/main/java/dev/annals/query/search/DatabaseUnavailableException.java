package dev.annals.query.search;

/**
 * PostgreSQL cannot be reached, or is shutting down or starting up, or has no connection left; or somebody changed the tables or
 * who may read them. It may pass.
 */
public final class DatabaseUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
