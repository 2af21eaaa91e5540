package dev.annals.testkit;

import java.io.IOException;

/**
 * The Kafka and the PostgreSQL that integration tests share: in containers where a Docker engine answers, embedded
 * otherwise; {@code -Dit.backend=auto|containers|embedded} chooses. Thread-safe.
 *
 * <p>For a test that stops or crashes a server: {@link EmbeddedKafka#temporary()} and
 * {@link EmbeddedPostgresServer#temporary()}, which it has to itself.
 */
public interface Backends {
    /** Those of this JVM, started by the first call and stopped when the JVM ends. */
    static Backends shared() {
        return SharedBackends.get();
    }

    String bootstrapServers();

    /** Creates an empty database under a name that starts with {@code prefix}; returns its URL, with the user. */
    String newDatabase(String prefix);

    /** {@code containers} or {@code embedded}. */
    String kind();

    /** Stops both. */
    void close() throws IOException;
}
