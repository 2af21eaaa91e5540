package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Whether this machine's clock and PostgreSQL's agree. What is old is decided by the one: a clock that is a year ahead makes
 * everything old, and what was deleted does not come back.
 */
final class ClockDifference {

    /** Far more than an answer takes, far less than the shortest useful retention loses by it. */
    private static final Duration TOLERATED = Duration.ofHours(1);

    private static final String POSTGRES_NOW = "select clock_timestamp()";

    private ClockDifference() {}

    /** Why nothing may be deleted, in the caller's transaction; nothing if the clocks agree to an hour. */
    static Optional<String> objection(Connection connection, Instant here) throws SQLException {
        Instant there = postgresNow(connection);
        if (Duration.between(here, there).abs().compareTo(TOLERATED) <= 0) {
            return Optional.empty();
        }
        return Optional.of("this machine's clock says " + here + " and PostgreSQL's " + there
                + ", more than an hour apart: nothing is deleted, for a clock that is ahead makes young events old;"
                + " set the wrong one right");
    }

    private static Instant postgresNow(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(POSTGRES_NOW)) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
