package dev.annals.query;

/** The configuration cannot be used; the message names the key and says what would be right. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    ConfigException(String message) {
        super(message);
    }
}
