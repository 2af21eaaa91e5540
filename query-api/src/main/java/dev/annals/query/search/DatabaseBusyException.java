package dev.annals.query.search;

/** PostgreSQL may be well, but all connections to it were taken by other searches. It passes. */
public final class DatabaseBusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DatabaseBusyException(Throwable cause) {
        super("other searches held all connections to PostgreSQL", cause);
    }
}
