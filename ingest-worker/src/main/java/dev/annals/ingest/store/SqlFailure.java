package dev.annals.ingest.store;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed statement means for the batch. Poison is a list; everything that is not on a list is an outage, because
 * an outage only waits, while poison taken for one would only wait too, but an outage taken for poison would throw
 * good events away.
 *
 * <p>Codes: PostgreSQL's manual, appendix A.
 */
enum SqlFailure {
    /** The id is there already: take the path that looks. */
    DUPLICATE,
    /** One of the rows can never be stored: find it. */
    POISON,
    /** A partition is missing: make it. */
    MISSING_PARTITION,
    /** Chance: again at once. */
    TRANSIENT,
    /** The database cannot work now, or the reason is unknown: wait and try again, for ever. */
    OUTAGE;

    static SqlFailure of(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "23505" -> DUPLICATE;
            case "23502", "54000" -> POISON;
            case "23514" -> namesConstraint(e) ? POISON : MISSING_PARTITION;
            case "55P03", "25P03" -> TRANSIENT;
            default -> state.startsWith("22") ? POISON : state.startsWith("40") ? TRANSIENT : OUTAGE;
        };
    }

    /** A row without a partition fails with the code of a check constraint, but names none. */
    private static boolean namesConstraint(SQLException e) {
        for (Throwable cause : e) { // a batch of statements wraps what the server said
            ServerErrorMessage message = cause instanceof PSQLException server ? server.getServerErrorMessage() : null;
            if (message != null && message.getConstraint() != null) {
                return true;
            }
        }
        return false;
    }
}
