package dev.annals.query.search;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What a failed statement means to the one who asked. */
final class DatabaseErrors {

    private static final String QUERY_CANCELED = "57014";
    private static final String NO_ANSWER = "PostgreSQL does not answer: ";

    /** Connection lost, resources, shutdown and start-up, the system below: classes of SQLSTATE that an outage has. */
    private static final Set<String> OUTAGE = Set.of("08", "53", "57", "58", "28", "3D");

    /**
     * A table or a column is not there, or not for us: somebody changed them, which whoever did it can undo. What else is
     * wrong with a statement is our fault.
     */
    private static final Set<String> CHANGED = Set.of("42P01", "42703", "42501");

    private final Duration statementTimeout;
    private final IntSupplier connections;

    /** @param connections how many the pool has at the moment, busy or not */
    DatabaseErrors(Duration statementTimeout, IntSupplier connections) {
        this.statementTimeout = statementTimeout;
        this.connections = connections;
    }

    RuntimeException translate(SQLException e) {
        String state = e.getSQLState();
        if (QUERY_CANCELED.equals(state)) {
            return new SearchTimeoutException(statementTimeout, e);
        }
        if (waitedForOthers(e)) {
            return new DatabaseBusyException(e);
        }
        if (e instanceof SQLTransientConnectionException || isOutage(state) || isChanged(state)) {
            return new DatabaseUnavailableException(reason(e), e);
        }
        return new IllegalStateException("PostgreSQL refused a statement of ours, SQLSTATE " + state, e);
    }

    /** In a line, from the bottom: the pool only says that it waited. */
    static String reason(SQLException e) {
        SQLException cause = e;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        String message = String.valueOf(cause.getMessage());
        String what = isChanged(cause.getSQLState())
                ? "the tables are not as the worker makes them, or not for this user: "
                : NO_ANSWER;
        return what + message.lines().findFirst().orElse(message);
    }

    /**
     * The pool timed out, knows of no failure to connect, and does have connections. Having none tells an outage in
     * which the failure went to another search, or connecting hangs.
     */
    private boolean waitedForOthers(SQLException e) {
        return e instanceof SQLTransientConnectionException && e.getCause() == null && connections.getAsInt() > 0;
    }

    private static boolean isOutage(@Nullable String state) {
        return state != null && state.length() == 5 && OUTAGE.contains(state.substring(0, 2));
    }

    private static boolean isChanged(@Nullable String state) {
        return state != null && CHANGED.contains(state);
    }
}
