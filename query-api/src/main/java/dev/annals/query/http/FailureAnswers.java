package dev.annals.query.http;

import dev.annals.query.search.ArrivalsClosedException;
import dev.annals.query.search.DatabaseBusyException;
import dev.annals.query.search.DatabaseUnavailableException;
import dev.annals.query.search.SearchTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered when a route could not. */
final class FailureAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(FailureAnswers.class);

    private FailureAnswers() {}

    /** @param route its template, for the log */
    static Answer of(String route, Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return of(route, failure.getCause());
        }
        return problem(route, failure).toAnswer();
    }

    private static Problem problem(String route, Throwable failure) {
        if (failure instanceof ProblemException e) {
            return e.problem();
        }
        if (failure instanceof DatabaseBusyException) {
            return Problem.overloaded(failure.getMessage() + "; try again in a second");
        }
        if (failure instanceof DatabaseUnavailableException || failure instanceof TimeoutException) {
            LOG.warn("{} not answered: {}", route, reason(failure));
            return Problem.unavailable("database", "The database is not available", "try again in a moment");
        }
        if (failure instanceof SearchTimeoutException e) {
            return Problem.plain(504, "timeout", "The search took too long", narrow(e));
        }
        if (failure instanceof ArrivalsClosedException) {
            return Problem.unavailable("stopping", "The API is stopping", "try again in a moment");
        }
        if (failure instanceof CancellationException) {
            return Problem.plain(499, "client-gone", "The client went away", "nobody waits for this answer");
        }
        LOG.error("{} failed", route, failure);
        return Problem.internal();
    }

    private static String reason(Throwable failure) {
        return failure instanceof TimeoutException
                ? "PostgreSQL gave no answer until a second after the end of the wait"
                : String.valueOf(failure.getMessage());
    }

    private static String narrow(SearchTimeoutException e) {
        return e.getMessage() + ", the limit; ask for less time with since and until, or add a filter that is indexed:"
                + " category, type, severity, an actor or a resource by id";
    }
}
