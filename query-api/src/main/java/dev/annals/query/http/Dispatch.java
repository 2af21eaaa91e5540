package dev.annals.query.http;

import dev.annals.event.Printable;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Every request passes here: to its route, and back as an answer or a problem. Thread-safe. */
final class Dispatch extends Handler.Abstract {

    private static final String NO_ROUTE = "none";

    /** Behind a route in the metrics: how long its clients chose to wait says nothing of how fast it is. */
    private static final String WAITED = "?wait";

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
        if (match == null) {
            finish(NO_ROUTE, start, notFound(request), response, callback);
            return true;
        }
        ClientWatch client = new ClientWatch(request, response);
        CompletableFuture<Answer> answer = answer(match, request, client);
        if (answer.isDone()) {
            finish(match.template(), start, answer.join(), response, callback);
            return true;
        }
        client.start();
        CompletableFuture<Void> unused = answer.thenAcceptAsync(
                made -> {
                    client.stop();
                    finish(match.template() + WAITED, start, made, response, callback);
                },
                request.getComponents().getExecutor());
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

    private void finish(String route, long start, Answer answer, Response response, Callback callback) {
        try {
            metrics.record(route, answer.status(), System.nanoTime() - start);
            send(answer, response, callback);
        } catch (RuntimeException | Error e) {
            answer.sent().run();
            callback.failed(e);
        }
    }

    /** The answer, or what is answered instead: it does not fail. */
    private static CompletableFuture<Answer> answer(Routes.Match match, Request request, ClientWatch client) {
        try {
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                throw new ProblemException(Problem.methodNotAllowed(request.getMethod()));
            }
            Parameters parameters = Parameters.parse(request.getHttpURI().getQuery());
            Call call = new Call(match.path(), parameters, request.getHeadersNanoTime(), client.gone());
            return match.route().answer(call).exceptionally(e -> FailureAnswers.of(match.template(), e));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(FailureAnswers.of(match.template(), e));
        }
    }

    private static Answer notFound(Request request) {
        return Problem.notFound(
                        "there is no " + Printable.quoted(request.getHttpURI().getPath()) + "; / lists what there is")
                .toAnswer();
    }
}
