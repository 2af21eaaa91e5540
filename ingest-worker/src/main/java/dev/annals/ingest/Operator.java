package dev.annals.ingest;

import dev.annals.ingest.consume.KafkaProblemException;
import dev.annals.ingest.store.ControlException;
import dev.annals.ingest.upkeep.OperatorEvents;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Who gives a command, and where he sees what came of it.
 *
 * @param command its name, before each complaint
 */
record Operator(String command, Map<String, String> environment, PrintStream out, PrintStream err) {

    static final int OK = 0;
    static final int NOT_DONE = 1;
    static final int USAGE = 2;

    /** Does the work with the worker's configuration; what is wrong with that, or cannot be done, is told here. */
    int with(ToIntFunction<IngestConfig> work) {
        IngestConfig config;
        try {
            config = IngestConfig.from(environment);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return USAGE;
        }
        try {
            return work.applyAsInt(config);
        } catch (ControlException | KafkaProblemException e) {
            complain(String.valueOf(e.getMessage()));
            return NOT_DONE;
        }
    }

    /** Publishes what was done as an event, and says so if it could not. */
    void tell(IngestConfig config, String type, String name, Map<String, ?> metadata) {
        new OperatorEvents(config.bootstrapServers(), config.topicPrefix())
                .publishAndWait(type, name, metadata)
                .ifPresent(reason -> complain("this could not be published as an event: " + reason));
    }

    /** The one who is logged in, also behind sudo. */
    String name() {
        return Stream.of(
                        environment.get("SUDO_USER"),
                        environment.get("USER"),
                        System.getProperty("user.name"),
                        "unknown")
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElseThrow();
    }

    /** {@code 1 record}, {@code 2 records}. */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    void say(String line) {
        out.println(line);
    }

    void complain(String sentence) {
        err.println("annals " + command + ": " + sentence);
    }
}
