package dev.annals.query.http;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client goes away while it waits for its answer, which Jetty does not: it reads nothing between a
 * request and its answer. So this reads, which must be over before the answer is sent and Jetty reads again.
 * Thread-safe.
 */
final class ClientWatch implements Callback {

    private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    private final Request request;
    private final Response response;
    private final EndPoint connection;
    private boolean reading;
    private boolean over; // guarded by this

    ClientWatch(Request request, Response response) {
        this.request = request;
        this.response = response;
        this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /** Completes when the client has closed the connection, or its sending half; never if it stays. */
    CompletableFuture<@Nullable Void> gone() {
        return gone;
    }

    void start() {
        request.addIdleTimeoutListener(timeout -> false); // it says nothing because it waits
        request.addFailureListener(failure -> gone.complete(null));
        reading = connection.tryFillInterested(this);
    }

    /** From here on Jetty reads. */
    void stop() {
        synchronized (this) {
            over = true;
        }
        if (reading && connection instanceof AbstractEndPoint endPoint) {
            endPoint.getFillInterest().onFail(new CancellationException("the answer is there"));
        }
    }

    /** There is something to read, or the end. */
    @Override
    public void succeeded() {
        if (isAtTheEnd()) {
            gone.complete(null);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    private synchronized boolean isAtTheEnd() {
        if (over) {
            return false;
        }
        over = true;
        try {
            boolean end = connection.fill(BufferUtil.allocate(1)) < 0;
            if (!end) { // the next request, sent early, of which a byte is lost now: HTTP has the client send it again
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            return end;
        } catch (IOException e) {
            return true; // the connection broke
        }
    }
}
