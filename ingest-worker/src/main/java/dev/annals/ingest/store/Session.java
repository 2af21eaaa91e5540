package dev.annals.ingest.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer's one connection, opened when needed and again after each failure, and the patience to wait for the database
 * as long as it takes.
 *
 * <p>Confined to its writer's thread, but for {@link #stop()}.
 */
final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Database database;
    private final OutageListener listener;
    private final Backoff backoff = new Backoff();
    private final FrozenSessions frozen = new FrozenSessions(Database.WRITER, Database.LONGEST_PAUSE);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Connection connection;
    private boolean down;

    /** Somebody held what we needed for too long. */
    private boolean lockedOut;

    Session(Database database, OutageListener listener) {
        this.database = database;
        this.listener = listener;
    }

    /** The connection, with no transaction open. */
    Connection connection() throws SQLException {
        if (connection == null) {
            connection = prepared(database.connect());
        }
        return connection;
    }

    private Connection prepared(Connection opened) throws SQLException {
        try {
            Durability.check(opened, database);
            CarefulPath.prepare(opened);
            lookForFrozen(opened);
            return opened;
        } catch (SQLException e) {
            opened.close(); // or each attempt would leave one behind
            throw e;
        }
    }

    /** If somebody was in the way. Where it is not allowed to look, the worker waits as long as it takes. */
    private void lookForFrozen(Connection opened) throws SQLException {
        if (!lockedOut) {
            return;
        }
        lockedOut = false;
        try {
            var unusedAsItIsLogged = frozen.look(opened);
        } catch (SQLException e) {
            log.warn("cannot end sessions of workers that froze: {}", e.getMessage());
            opened.rollback();
        }
    }

    /** The work succeeded: the database is well. */
    void succeeded() {
        if (down) {
            log.info("PostgreSQL is back at {}", database);
            down = false;
        }
        backoff.reset();
        listener.databaseUp();
    }

    /**
     * Gives up the connection and waits before the next attempt.
     *
     * @throws WriterStoppedException if the worker stops meanwhile
     */
    void outage(SQLException cause) {
        disconnectAfter(cause);
        tell(cause);
        awaitStop(backoff.next());
    }

    /** The database does not let us through, again and again: somebody should know. */
    void tell(SQLException cause) {
        String reason = "PostgreSQL at " + database + " cannot store now: " + cause.getMessage() + " (SQLSTATE "
                + cause.getSQLState() + ")";
        listener.databaseDown(reason);
        if (!down) {
            log.warn("{}; nothing is lost, trying again until it can", reason);
            down = true;
        }
    }

    /** {@link #disconnect()}; the next connection sees to it that nobody who is frozen is in the way. */
    void disconnectAfter(SQLException cause) {
        lockedOut |= LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
        disconnect();
    }

    /** Closes the connection, so that whatever the transaction held is free. */
    void disconnect() {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (SQLException e) {
                log.debug("the connection was broken already", e);
            }
        }
    }

    /** From any thread: ends waiting, now and later. */
    void stop() {
        stopping.countDown();
    }

    void checkStopped() {
        if (stopping.getCount() == 0) {
            throw new WriterStoppedException();
        }
    }

    private void awaitStop(Duration wait) {
        try {
            if (stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new WriterStoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WriterStoppedException();
        }
    }
}
