package dev.annals.ingest.store;

import java.sql.SQLException;

/** The database could not do what an operator asked for; the message says why. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }

    static ControlException of(Database database, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String advice = "";
        if (state.equals("42P01") || state.equals("42703")) {
            advice = "; a worker makes and upgrades the tables: start one first";
        } else if (state.startsWith("28") || state.startsWith("3D") || state.startsWith("08001")) {
            advice = "; which one, and who asks, is in ANNALS_DATABASE_URL, ANNALS_DATABASE_USER and"
                    + " ANNALS_DATABASE_PASSWORD";
        }
        return new ControlException(
                "PostgreSQL at " + database + " cannot do it now: " + e.getMessage() + " (SQLSTATE " + e.getSQLState()
                        + ")" + advice,
                e);
    }
}
