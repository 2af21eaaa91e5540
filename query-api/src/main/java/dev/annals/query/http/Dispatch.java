package dev.annals.query.http;

import dev.annals.event.Printable;
import dev.annals.query.search.DatabaseBusyException;
import dev.annals.query.search.DatabaseUnavailableException;
import dev.annals.query.search.SearchTimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request passes here: to its route, and back as an answer or a problem. Thread-safe. */
final class Dispatch extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    private static final String NO_ROUTE = "none";

    private final Routes routes;
    private final RequestMetrics metrics;

    Dispatch(Routes routes, RequestMetrics metrics) {
        this.routes = routes;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long start = System.nanoTime();
        Routes.Match match = routes.match(request.getHttpURI().getPath()).orElse(null);
        Answer answer = match == null ? notFound(request) : answer(match, request);
        try {
            metrics.record(match == null ? NO_ROUTE : match.template(), answer.status(), System.nanoTime() - start);
            send(answer, response, callback);
        } catch (RuntimeException | Error e) {
            answer.sent().run();
            throw e;
        }
        return true;
    }

    static void send(Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().remaining());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        Callback whenSent = Callback.from(answer.sent(), callback); // before the connection's next request is read
        response.write(true, answer.body(), whenSent); // without waiting for the client to read
    }

    private static Answer answer(Routes.Match match, Request request) {
        try {
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                throw new ProblemException(Problem.methodNotAllowed(request.getMethod()));
            }
            Parameters parameters = Parameters.parse(request.getHttpURI().getQuery());
            return match.route().answer(new Call(match.path(), parameters));
        } catch (ProblemException e) {
            return e.problem().toAnswer();
        } catch (DatabaseBusyException e) {
            return Problem.overloaded(e.getMessage() + "; try again in a second")
                    .toAnswer();
        } catch (DatabaseUnavailableException e) {
            LOG.warn("{} not answered: {}", match.template(), e.getMessage());
            return Problem.unavailable("database", "The database is not available", "try again in a moment")
                    .toAnswer();
        } catch (SearchTimeoutException e) {
            return Problem.plain(504, "timeout", "The search took too long", narrow(e))
                    .toAnswer();
        } catch (RuntimeException e) {
            LOG.error("{} failed", match.template(), e);
            return Problem.internal().toAnswer();
        }
    }

    private static String narrow(SearchTimeoutException e) {
        return e.getMessage() + ", the limit; ask for less time with since and until, or add a filter that is indexed:"
                + " category, type, severity, an actor or a resource by id";
    }

    private static Answer notFound(Request request) {
        return Problem.notFound(
                        "there is no " + Printable.quoted(request.getHttpURI().getPath()) + "; / lists what there is")
                .toAnswer();
    }
}
