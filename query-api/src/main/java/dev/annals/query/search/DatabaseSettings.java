package dev.annals.query.search;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the events are, and how much of that database this process may take.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param user null for the one in the URL, or the system's
 * @param statementTimeout after which PostgreSQL gives up a search
 */
public record DatabaseSettings(
        String url, @Nullable String user, @Nullable String password, int connections, Duration statementTimeout) {

    /** The same, for statements that are to be given up earlier. */
    DatabaseSettings giveUpAfter(Duration timeout) {
        return timeout.compareTo(statementTimeout) < 0
                ? new DatabaseSettings(url, user, password, connections, timeout)
                : this;
    }

    @Override
    public String toString() {
        return "DatabaseSettings[connections=" + connections + ", statementTimeout=" + statementTimeout + ']';
    }
}
