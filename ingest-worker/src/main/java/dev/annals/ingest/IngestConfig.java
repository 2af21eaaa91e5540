package dev.annals.ingest;

import dev.annals.ingest.activity.ActivitySettings;
import dev.annals.ingest.consume.GroupProtocol;
import dev.annals.ingest.consume.LaneSettings;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.upkeep.PurgeEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the worker must know, from environment variables. A key it does not know, or a value it cannot take, refuses to
 * start.
 *
 * @param topicPrefix stands before the topic's name, {@code events}
 * @param unsafeDatabase whether to store events where a loss of power could lose them
 * @param retention how long events are kept
 * @param retentionEvery from the end of one run of retention to the start of the next
 * @param httpHost where health and metrics are served
 * @param httpPort 0 for any free port
 * @param lanes how many a worker runs; more than the topic has partitions for stand idle
 * @param batchMaxBytes in bytes, of the records and of the rows made of them
 * @param activity whether {@code events.activity} is derived
 * @param stateDirectory for what that keeps on disk; can be lost
 */
public record IngestConfig(
        String bootstrapServers,
        String topicPrefix,
        String groupId,
        GroupProtocol groupProtocol,
        String databaseUrl,
        String databaseUser,
        String databasePassword,
        boolean unsafeDatabase,
        Retention retention,
        Duration retentionEvery,
        String httpHost,
        int httpPort,
        int lanes,
        int batchMaxEvents,
        int batchMaxBytes,
        boolean activity,
        Path stateDirectory) {

    private static final String NOT_SET = "(not set)";

    /**
     * Reads {@code ANNALS_KAFKA_…}, {@code ANNALS_DATABASE_…} and {@code ANNALS_WORKER_…}, and where the user's state is
     * kept; {@code ANNALS_API_…} belongs to the API, which may share this environment.
     *
     * @throws IllegalArgumentException with every unknown key and bad value
     */
    public static IngestConfig from(Map<String, String> environment) {
        Environment env = new Environment(environment);
        IngestConfig config = new IngestConfig(
                env.text("ANNALS_KAFKA_BOOTSTRAP_SERVERS", "localhost:9092"),
                env.text("ANNALS_KAFKA_TOPIC_PREFIX", ""),
                env.text("ANNALS_WORKER_GROUP_ID", "annals-ingest"),
                env.parsed("ANNALS_WORKER_GROUP_PROTOCOL", "classic", GroupProtocol::parse),
                env.text("ANNALS_DATABASE_URL", "jdbc:postgresql://localhost:5432/annals", "jdbc:postgresql:"),
                env.text("ANNALS_DATABASE_USER", ""),
                env.text("ANNALS_DATABASE_PASSWORD", ""),
                env.flag("ANNALS_WORKER_UNSAFE_DATABASE", false),
                env.parsed("ANNALS_WORKER_RETENTION", "90d", Retention::parse),
                env.parsed("ANNALS_WORKER_RETENTION_EVERY", "1h", Retention::parseAge),
                env.text("ANNALS_WORKER_HTTP_HOST", "127.0.0.1"),
                env.number("ANNALS_WORKER_HTTP_PORT", 8081, 0, 65_535),
                env.number("ANNALS_WORKER_LANES", 2, 1, 64),
                env.number("ANNALS_WORKER_BATCH_MAX_EVENTS", 5_000, 1, 100_000),
                env.number("ANNALS_WORKER_BATCH_MAX_BYTES", 8 * 1024 * 1024, 1024, 256 * 1024 * 1024),
                env.flag("ANNALS_WORKER_ACTIVITY", true),
                Path.of(env.text(
                        "ANNALS_WORKER_STATE_DIR",
                        DefaultStateDirectory.in(environment).toString())));
        env.refuseTheRest("ANNALS_", "ANNALS_API_");
        return config;
    }

    String topic() {
        return topicPrefix + "events";
    }

    Database database() {
        return new Database(databaseUrl, databaseUser, databasePassword, unsafeDatabase);
    }

    LaneSettings laneSettings() {
        return new LaneSettings(
                Map.of("bootstrap.servers", bootstrapServers),
                topic(),
                groupId,
                groupProtocol,
                batchMaxEvents,
                batchMaxBytes,
                retention);
    }

    PurgeEvents purgeEvents() {
        return new PurgeEvents(bootstrapServers, topicPrefix);
    }

    ActivitySettings activitySettings() {
        return new ActivitySettings(
                Map.of("bootstrap.servers", bootstrapServers), topicPrefix, groupId, stateDirectory);
    }

    /** The effective configuration by its keys on one line, secrets masked. */
    @Override
    public String toString() {
        return "ANNALS_KAFKA_BOOTSTRAP_SERVERS=" + bootstrapServers
                + " ANNALS_KAFKA_TOPIC_PREFIX=" + orNotSet(topicPrefix)
                + " ANNALS_DATABASE_URL=" + database()
                + " ANNALS_DATABASE_USER=" + orNotSet(databaseUser)
                + " ANNALS_DATABASE_PASSWORD=" + (databasePassword.isEmpty() ? NOT_SET : "***")
                + " ANNALS_WORKER_UNSAFE_DATABASE=" + (unsafeDatabase ? "on" : "off")
                + " ANNALS_WORKER_GROUP_ID=" + groupId
                + " ANNALS_WORKER_GROUP_PROTOCOL=" + groupProtocol
                + " ANNALS_WORKER_RETENTION=" + retention
                + " ANNALS_WORKER_RETENTION_EVERY=" + Retention.text(retentionEvery)
                + " ANNALS_WORKER_HTTP_HOST=" + httpHost
                + " ANNALS_WORKER_HTTP_PORT=" + httpPort
                + " ANNALS_WORKER_LANES=" + lanes
                + " ANNALS_WORKER_BATCH_MAX_EVENTS=" + batchMaxEvents
                + " ANNALS_WORKER_BATCH_MAX_BYTES=" + batchMaxBytes
                + " ANNALS_WORKER_ACTIVITY=" + (activity ? "on" : "off")
                + " ANNALS_WORKER_STATE_DIR=" + stateDirectory;
    }

    private static String orNotSet(String value) {
        return value.isEmpty() ? NOT_SET : value;
    }
}
