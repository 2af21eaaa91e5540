package dev.annals.query.http;

import dev.annals.query.search.Arrivals;
import dev.annals.query.search.Database;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the API. Thread-safe.
 *
 * <p>A request holds a thread while it is answered, not while it is read, waits for an event, or is sent.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    /** Beyond those that search: for Jetty itself, and to refuse, to tell the health and the metrics meanwhile. */
    private static final int SPARE_THREADS = 16;

    /**
     * Of the request line and headers together. So large that a value of a megabyte is still answered with the name of
     * its parameter; memory is taken only for what a client really sends.
     */
    private static final int MAX_HEADER_BYTES = 1280 * 1024;

    /**
     * Connections that wait to be accepted; the system may allow fewer ({@code net.core.somaxconn}). Of Java's default of
     * 50 a burst leaves some over, and TCP tries again only after a second (RFC 6298, section 2).
     */
    private static final int ACCEPT_QUEUE = 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Server server;
    private final Arrivals arrivals;
    private final URI uri;

    private ApiServer(Server server, Arrivals arrivals, URI uri) {
        this.server = server;
        this.arrivals = arrivals;
        this.uri = uri;
    }

    /** @throws UncheckedIOException if the address is taken */
    public static ApiServer start(ServerSettings settings, Database database, PrometheusMeterRegistry registry) {
        RequestMetrics metrics = new RequestMetrics(registry);
        Arrivals arrivals = Arrivals.start(database);
        Gauge.builder("annals.api.waiting", arrivals, Arrivals::waiting)
                .description("Requests that wait for an event to be stored")
                .register(registry);
        Routes routes = ApiRoutes.table(settings.maxConcurrentRequests(), database, arrivals, registry);
        Server server = new Server(threads(settings.maxConcurrentRequests() + SPARE_THREADS));
        server.setStopTimeout(CLOSE_TIMEOUT.toMillis());
        server.setErrorHandler(new ProblemErrors(metrics));
        server.setHandler(new GracefulHandler(new Dispatch(routes, metrics)));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        server.addConnector(connector);
        listen(server, arrivals, settings);
        return new ApiServer(server, arrivals, uri(connector));
    }

    /** Where it listens, with the real port. */
    public URI uri() {
        return uri;
    }

    /** Stops listening; who waits for an event is told so, requests under way have 5 s to end, then they are cut off. */
    @Override
    public void close() {
        stop(server, arrivals);
    }

    private static void listen(Server server, Arrivals arrivals, ServerSettings settings) {
        try {
            server.start();
        } catch (IOException e) {
            stop(server, arrivals);
            throw new UncheckedIOException(
                    "cannot listen on " + settings.host() + ':' + settings.port() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            stop(server, arrivals);
            throw new IllegalStateException("the HTTP server did not start: " + e.getMessage(), e);
        }
    }

    private static void stop(Server server, Arrivals arrivals) {
        arrivals.close();
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.warn("Stopped, but cut off requests that had not ended within {} s", CLOSE_TIMEOUT.toSeconds());
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop as it should: " + e.getMessage(), e);
        }
    }

    private static URI uri(ServerConnector connector) {
        String host = connector.getHost();
        return URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + connector.getLocalPort());
    }

    private static QueuedThreadPool threads(int max) {
        QueuedThreadPool threads = new QueuedThreadPool(max);
        threads.setName("annals-api");
        return threads;
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setUriCompliance(
                UriCompliance.UNSAFE); // ids hold any character; the path is read as it was sent, decoded once
        return http;
    }
}
