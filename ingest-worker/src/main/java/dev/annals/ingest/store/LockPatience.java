package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a transaction again while others hold what it locks: eight times within about a quarter of a minute. The pauses
 * between belong to those others.
 *
 * <p>Confined to one run of retention.
 */
final class LockPatience {

    private static final Logger log = LoggerFactory.getLogger(LockPatience.class);

    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    private final Connection connection;
    private final Pauses pauses;

    LockPatience(Connection connection, Pauses pauses) {
        this.connection = connection;
        this.pauses = pauses;
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What the work returned, once committed; nothing if its locks were not to be had, or the run is to end. */
    <T> Optional<T> commit(Work<T> work) throws SQLException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                T result = work.run(connection);
                connection.commit();
                return Optional.of(result);
            } catch (SQLException e) {
                if (SqlFailure.of(e) != SqlFailure.TRANSIENT) {
                    throw e;
                }
                log.debug("attempt {} of {} had to give way", attempt, ATTEMPTS, e);
                connection.rollback();
            }
            if (attempt == ATTEMPTS || !pauses.await(pause)) {
                return Optional.empty();
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }
}
