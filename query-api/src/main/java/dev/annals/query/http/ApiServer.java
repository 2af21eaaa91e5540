package dev.annals.query.http;

import dev.annals.query.search.Database;
import dev.annals.query.search.EventSearch;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server with the routes of the API. A request holds a thread while it is answered, not while it is read or sent. */
public final class ApiServer implements AutoCloseable {

    /** Beyond those that search: for Jetty itself, and to refuse, to tell the health and the metrics meanwhile. */
    private static final int SPARE_THREADS = 16;

    /** Of readiness checks at a time: each may wait for PostgreSQL. */
    private static final int MAX_READINESS_CHECKS = 4;

    /**
     * Of the request line and headers together. So large that a value of a megabyte is still answered with the name of
     * its parameter; memory is taken only for what a client really sends.
     */
    private static final int MAX_HEADER_BYTES = 1280 * 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;

    private ApiServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** @throws UncheckedIOException if the address is taken */
    public static ApiServer start(ServerSettings settings, Database database, PrometheusMeterRegistry registry) {
        RequestMetrics metrics = new RequestMetrics(registry);
        Server server = new Server(threads(settings.maxConcurrentRequests() + SPARE_THREADS));
        server.setStopTimeout(CLOSE_TIMEOUT.toMillis());
        server.setErrorHandler(new ProblemErrors(metrics));
        server.setHandler(new Dispatch(routes(settings, database, registry), metrics));
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        server.addConnector(connector);
        ApiServer api = new ApiServer(server, connector);
        api.listen(settings);
        return api;
    }

    /** Where it listens, with the real port. */
    public URI uri() {
        String host = connector.getHost().contains(":") ? '[' + connector.getHost() + ']' : connector.getHost();
        return URI.create("http://" + host + ':' + connector.getLocalPort());
    }

    /** Stops listening; requests under way have 5 s to end. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop as it should: " + e.getMessage(), e);
        }
    }

    private void listen(ServerSettings settings) {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(
                    "cannot listen on " + settings.host() + ':' + settings.port() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the HTTP server did not start: " + e.getMessage(), e);
        }
    }

    private static Routes routes(ServerSettings settings, Database database, PrometheusMeterRegistry registry) {
        ConcurrencyLimit searches = new ConcurrencyLimit(settings.maxConcurrentRequests());
        ConcurrencyLimit checks = new ConcurrencyLimit(MAX_READINESS_CHECKS);
        EventRoutes events = new EventRoutes(new EventSearch(database));
        HealthRoutes health = new HealthRoutes(database::outage);
        Routes routes = new Routes();
        return routes.add("/", "this list", new IndexRoute(routes)::index)
                .add(
                        "/v1/events",
                        "a page of events, newest first: " + String.join(", ", PageParameters.NAMES),
                        searches.around(events::page))
                .add("/v1/events/count", "how many events match the same filters", searches.around(events::count))
                .add("/v1/events/{id}", "one event", searches.around(events::event))
                .add(
                        "/v1/resources/{type}/{id}/events",
                        "what was done to a resource",
                        searches.around(events::ofResource))
                .add("/v1/actors/{type}/{id}/events", "what an actor did", searches.around(events::ofActor))
                .add("/health/live", "whether this process lives", health::live)
                .add("/health/ready", "whether it can answer searches", checks.around(health::ready))
                .add("/metrics", "figures for Prometheus", call -> metrics(registry));
    }

    private static Answer metrics(PrometheusMeterRegistry registry) {
        byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text, Map.of());
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
