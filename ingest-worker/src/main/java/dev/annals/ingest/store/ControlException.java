package dev.annals.ingest.store;

import java.sql.SQLException;
import java.util.Set;

/** The database could not do what an operator asked for; the message says why. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** No such server, no password for it, no such database, no right to the table. */
    private static final Set<String> WRONG_ADDRESS = Set.of("08001", "08004", "3D000", "42501");

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }

    static ControlException of(Database database, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String advice = "";
        if (state.equals("42P01") || state.equals("42703")) {
            advice = "; a worker makes and upgrades the tables: start one first";
        } else if (state.startsWith("28") || WRONG_ADDRESS.contains(state)) {
            advice = "; which one, and who asks, is in ANNALS_DATABASE_URL, ANNALS_DATABASE_USER and"
                    + " ANNALS_DATABASE_PASSWORD";
        }
        return new ControlException(
                "PostgreSQL at " + database + " cannot do it now: " + e.getMessage() + " (SQLSTATE " + e.getSQLState()
                        + ")" + advice,
                e);
    }
}
