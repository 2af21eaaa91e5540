package dev.annals.query;

import dev.annals.query.http.ApiServer;
import dev.annals.query.search.Database;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running query API: answers searches over HTTP until it is closed, through outages of PostgreSQL as well.
 * Thread-safe.
 */
public final class QueryApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryApi.class);

    private final PrometheusMeterRegistry metrics;
    private final JvmGcMetrics gcMetrics;
    private final Database database;
    private final ApiServer server;

    private QueryApi(PrometheusMeterRegistry metrics, JvmGcMetrics gcMetrics, Database database, ApiServer server) {
        this.metrics = metrics;
        this.gcMetrics = gcMetrics;
        this.database = database;
        this.server = server;
    }

    /**
     * Connects to the database, checks its schema, and listens.
     *
     * @throws dev.annals.query.search.DatabaseUnavailableException if PostgreSQL cannot be reached
     * @throws dev.annals.query.search.SchemaException if its schema is missing or too old; says what to do
     * @throws java.io.UncheckedIOException if the address is taken
     */
    public static QueryApi start(QueryConfig config) {
        LOG.info("Starting with {}", config);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Database database = Database.open(config.database(), metrics);
        try {
            ApiServer server = ApiServer.start(config.server(), database, metrics);
            QueryApi api = new QueryApi(metrics, bindJvm(metrics), database, server);
            LOG.info("Answering on {}", api.uri());
            return api;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The address to ask, with the real port. */
    public URI uri() {
        return server.uri();
    }

    /** Ends within 20 s whatever hangs: requests under way have 5 s, the database's connections 10 s. Again is harmless. */
    @Override
    public void close() {
        try {
            server.close();
        } finally {
            database.close();
            gcMetrics.close();
            metrics.close();
        }
        LOG.info("Stopped");
    }

    @Override
    public String toString() {
        return "annals-api{" + uri() + '}';
    }

    private static JvmGcMetrics bindJvm(PrometheusMeterRegistry metrics) {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(metrics);
        return gc;
    }
}
