package dev.annals.ingest.store;

import java.sql.SQLException;

/** The database could not do what an operator asked for; the message says why. */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }

    static ControlException of(Database database, SQLException e) {
        boolean tooOld = "42P01".equals(e.getSQLState()) || "42703".equals(e.getSQLState());
        return new ControlException(
                "PostgreSQL at " + database + " cannot do it now: " + e.getMessage() + " (SQLSTATE " + e.getSQLState()
                        + ")" + (tooOld ? "; a worker makes and upgrades the tables: start one first" : ""),
                e);
    }
}
