package dev.annals.event;

import java.util.Locale;
import java.util.Optional;

/** How much an event should worry its reader. */
public enum Severity {
    INFO,
    WARNING,
    ERROR;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As in JSON, in the table and in filters: {@code info}, {@code warning}, {@code error}. */
    public String wireName() {
        return wireName;
    }

    /** The severity of that exact wire name, or empty. */
    public static Optional<Severity> of(String wireName) {
        return switch (wireName) {
            case "info" -> Optional.of(INFO);
            case "warning" -> Optional.of(WARNING);
            case "error" -> Optional.of(ERROR);
            default -> Optional.empty();
        };
    }
}
