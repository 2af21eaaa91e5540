package dev.annals.ingest;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's window for orchestrators and Prometheus: {@code /health/live}, {@code /health/ready}, {@code /metrics}.
 * Thread-safe.
 */
final class HealthServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthServer.class);

    private static final int THREADS = 8;
    private static final long IDLE_TIMEOUT_MS = 10_000; // half-open connections go away
    private static final long STOP_TIMEOUT_MS = 1_000;
    private static final long STOP_IDLE_MS = 100; // a scraper keeps its connection open: nobody waits for that

    private final Server server;
    private final ServerConnector connector;

    private HealthServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Starts serving; {@code port} 0 takes any that is free. */
    static HealthServer start(String host, int port, IngestHealth health, PrometheusMeterRegistry registry) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("annals-worker-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_TIMEOUT_MS);
        connector.setShutdownIdleTimeout(STOP_IDLE_MS);
        server.addConnector(connector);
        server.setHandler(new Routes(health, registry));
        server.setStopTimeout(STOP_TIMEOUT_MS);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "cannot serve health and metrics on " + host + ":" + port
                            + "; set ANNALS_WORKER_HTTP_HOST and ANNALS_WORKER_HTTP_PORT to a free address",
                    e);
        }
        return new HealthServer(server, connector);
    }

    URI uri() {
        return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort());
    }

    /** Answers under way have a second to end, then they are cut off. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            log.info("stopped, but cut off requests that had not ended within {} ms", STOP_TIMEOUT_MS);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }

    /** The three paths. */
    private static final class Routes extends Handler.Abstract {

        private final IngestHealth health;
        private final PrometheusMeterRegistry registry;

        Routes(IngestHealth health, PrometheusMeterRegistry registry) {
            super(InvocationType.BLOCKING);
            this.health = health;
            this.registry = registry;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            switch (Request.getPathInContext(request)) {
                case "/health/live" -> state(response, callback, health.notLive());
                case "/health/ready" -> state(response, callback, health.notReady());
                case "/metrics" -> answer(response, callback, 200, registry.scrape());
                default -> answer(response, callback, 404, "try /health/live, /health/ready or /metrics\n");
            }
            return true;
        }

        private static void state(Response response, Callback callback, List<String> problems) {
            if (problems.isEmpty()) {
                answer(response, callback, 200, "ok\n");
            } else {
                answer(response, callback, 503, String.join("\n", problems) + "\n");
            }
        }

        private static void answer(Response response, Callback callback, int status, String text) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
            Content.Sink.write(response, true, text, callback);
        }
    }
}
