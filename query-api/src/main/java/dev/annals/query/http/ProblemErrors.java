package dev.annals.query.http;

import dev.annals.event.Printable;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, such as a request that is no HTTP, as the same kind of problem. Thread-safe. */
final class ProblemErrors extends ErrorHandler {

    private final RequestMetrics metrics;

    ProblemErrors(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        metrics.record("none", code, 0);
        String title = HttpStatus.getMessage(code);
        Problem problem = Problem.plain(code, "http", title, message == null ? title : Printable.of(message));
        response.getHeaders().put(HttpHeader.CONNECTION, "close"); // Jetty closes it, and does not always say so
        Dispatch.send(problem.toAnswer(), response, callback);
    }
}
