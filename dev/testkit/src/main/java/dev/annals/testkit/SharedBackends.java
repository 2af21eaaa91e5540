package dev.annals.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Holds the one instance of {@link Backends}. Thread-safe. */
final class SharedBackends {
    private static @Nullable Backends instance;

    private SharedBackends() {}

    static synchronized Backends get() {
        Backends started = instance;
        if (started == null) {
            started = start(BackendKind.chosen());
            instance = started;
            closeWithTheJvm(started);
        }
        return started;
    }

    private static Backends start(BackendKind kind) {
        try {
            return kind == BackendKind.CONTAINERS ? ContainerBackends.start() : EmbeddedBackends.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeWithTheJvm(Backends backends) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(backends), "annals-backends-closer"));
    }

    private static void close(Backends backends) {
        try {
            backends.close();
        } catch (IOException e) {
            LoggerFactory.getLogger(SharedBackends.class).warn("{} did not close cleanly", backends, e);
        }
    }
}
