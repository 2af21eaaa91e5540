package dev.annals.event;

import java.util.Locale;
import java.util.Optional;

/** The kinds of actor. */
public enum ActorType {
    USER,
    SYSTEM,
    JOB;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** As in JSON, in the table and in filters: {@code user}, {@code system}, {@code job}. */
    public String wireName() {
        return wireName;
    }

    /** The type of that exact wire name, or empty. */
    public static Optional<ActorType> of(String wireName) {
        return switch (wireName) {
            case "user" -> Optional.of(USER);
            case "system" -> Optional.of(SYSTEM);
            case "job" -> Optional.of(JOB);
            default -> Optional.empty();
        };
    }
}
