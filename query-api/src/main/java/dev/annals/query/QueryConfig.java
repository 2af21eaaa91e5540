package dev.annals.query;

import dev.annals.query.http.ServerSettings;
import dev.annals.query.search.DatabaseSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, from the environment: {@code ANNALS_DATABASE_*} and {@code ANNALS_API_*}. Nothing is
 * corrected or ignored: an unknown {@code ANNALS_*} key or a bad value refuses to start. The worker's keys,
 * {@code ANNALS_KAFKA_*} and {@code ANNALS_WORKER_*}, are left to it.
 *
 * @param databaseUser null for the one in the URL, or the system's
 * @param trustNetwork whether an address may be listened on that other machines reach: this API asks nobody who they are
 * @param port 0 for any that is free
 * @param databaseConnections searches that can be in PostgreSQL at a time
 * @param statementTimeout after which a search is given up
 * @param maxConcurrentRequests searches that can be under way at a time; more are refused with 503
 */
public record QueryConfig(
        String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        boolean trustNetwork,
        String host,
        int port,
        int databaseConnections,
        Duration statementTimeout,
        int maxConcurrentRequests) {

    public QueryConfig {
        if (!databaseUrl.startsWith("jdbc:postgresql:")) {
            throw new ConfigException(
                    "ANNALS_DATABASE_URL must begin with jdbc:postgresql:, not " + Secrets.maskedUrl(databaseUrl));
        }
        requireOurs(host, trustNetwork);
    }

    /** @throws ConfigException for the first key or value that is wrong, with what would be right */
    public static QueryConfig from(Map<String, String> environment) {
        Environment keys = new Environment(environment, "ANNALS_KAFKA_", "ANNALS_WORKER_");
        QueryConfig config = new QueryConfig(
                keys.text("ANNALS_DATABASE_URL").orElse("jdbc:postgresql://localhost:5432/annals"),
                keys.text("ANNALS_DATABASE_USER").orElse(null),
                keys.text("ANNALS_DATABASE_PASSWORD").orElse(null),
                keys.flag("ANNALS_API_TRUST_NETWORK").orElse(false),
                keys.text("ANNALS_API_HOST").orElse("127.0.0.1"),
                keys.number("ANNALS_API_PORT", 0, 65_535).orElse(8080),
                keys.number("ANNALS_API_DATABASE_CONNECTIONS", 1, 1000).orElse(8),
                keys.duration("ANNALS_API_STATEMENT_TIMEOUT", Duration.ofHours(1))
                        .orElse(Duration.ofSeconds(10)),
                keys.number("ANNALS_API_MAX_CONCURRENT_REQUESTS", 1, 1000).orElse(32));
        keys.refuseUnknown();
        return config;
    }

    DatabaseSettings database() {
        return new DatabaseSettings(databaseUrl, databaseUser, databasePassword, databaseConnections, statementTimeout);
    }

    ServerSettings server() {
        return new ServerSettings(host, port, maxConcurrentRequests);
    }

    /** The effective configuration by its keys, secrets masked. */
    @Override
    public String toString() {
        return "ANNALS_DATABASE_URL=" + Secrets.maskedUrl(databaseUrl)
                + " ANNALS_DATABASE_USER=" + (databaseUser == null ? "(not set)" : databaseUser)
                + " ANNALS_DATABASE_PASSWORD=" + (databasePassword == null ? "(not set)" : Secrets.MASK)
                + " ANNALS_API_TRUST_NETWORK=" + trustNetwork
                + " ANNALS_API_HOST=" + host
                + " ANNALS_API_PORT=" + port
                + " ANNALS_API_DATABASE_CONNECTIONS=" + databaseConnections
                + " ANNALS_API_STATEMENT_TIMEOUT=" + statementTimeout.toMillis() + "ms"
                + " ANNALS_API_MAX_CONCURRENT_REQUESTS=" + maxConcurrentRequests;
    }

    private static void requireOurs(String host, boolean trustNetwork) {
        if (!address(host).isLoopbackAddress() && !trustNetwork) {
            throw new ConfigException(
                    "ANNALS_API_HOST: " + host + " can be reached from other machines, and this API asks"
                            + " nobody who they are; use 127.0.0.1, and a proxy that authenticates in front of it; or, where"
                            + " nobody else gets at it, as in a container's own network, set ANNALS_API_TRUST_NETWORK=true");
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigException("ANNALS_API_HOST: " + host + " is no known host; use 127.0.0.1");
        }
    }
}
