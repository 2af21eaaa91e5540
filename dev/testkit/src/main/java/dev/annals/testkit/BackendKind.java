package dev.annals.testkit;

import java.util.function.BooleanSupplier;

/** Which of the two ways to a real Kafka and a real PostgreSQL is taken. */
enum BackendKind {
    CONTAINERS,
    EMBEDDED;

    private static final String SWITCH = "it.backend";

    static BackendKind chosen() {
        return of(System.getProperty(SWITCH, "auto"), DockerEngine::answers);
    }

    static BackendKind of(String wish, BooleanSupplier dockerAnswers) {
        return switch (wish) {
            case "containers" -> CONTAINERS;
            case "embedded" -> EMBEDDED;
            case "auto" -> dockerAnswers.getAsBoolean() ? CONTAINERS : EMBEDDED;
            default ->
                throw new IllegalArgumentException(
                        "-D" + SWITCH + "=" + wish + ": must be auto, containers or embedded");
        };
    }
}
