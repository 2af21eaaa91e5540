package dev.annals.query.search;

/** The database is not one this version can search; the message says what to do. */
public final class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaException(String message) {
        super(message);
    }
}
