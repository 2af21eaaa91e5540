package dev.annals.producer;

import dev.annals.event.Event;
import dev.annals.producer.spool.SpoolDisk;
import dev.annals.producer.spool.SpoolLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of an {@link EventPublisher}; only {@link #bootstrapServers} and {@link #source} are required.
 *
 * <p>Confined to one thread.
 */
public final class EventPublisherBuilder {

    private final Map<String, String> kafka = new HashMap<>();
    private @Nullable String bootstrapServers;
    private @Nullable String source;
    private String topicPrefix = "";
    private int queueMaxEvents = 10_000;
    private long queueMaxBytes = 16L * 1024 * 1024;
    private OverflowPolicy overflow = OverflowPolicy.REJECT_NEWEST;
    private Duration deliveryTimeout = Duration.ofMinutes(2);
    private Duration closeTimeout = Duration.ofSeconds(10);
    private @Nullable Path spoolDirectory;
    private long spoolMaxBytes = 1024L * 1024 * 1024;
    private Duration spoolMaxAge = Duration.ofDays(7);
    private BiConsumer<Event, EventRejectedException> refusedAfterSpooling = (event, refusal) -> {};
    private Supplier<Map<String, String>> traceContext = Map::of;
    private Function<EventPublisher, Runnable> meters = publisher -> () -> {};

    EventPublisherBuilder() {}

    /** Where Kafka is: {@code host:port}, or several with commas between. Required. */
    public EventPublisherBuilder bootstrapServers(String servers) {
        this.bootstrapServers = servers;
        return this;
    }

    /** Which service publishes, as a URI reference: {@code billing}. Every record says so ({@code ce_source}). Required. */
    public EventPublisherBuilder source(String source) {
        this.source = source;
        return this;
    }

    /** Put before the topic's name, {@code events}. Default: nothing. */
    public EventPublisherBuilder topicPrefix(String prefix) {
        this.topicPrefix = prefix;
        return this;
    }

    /** Events held before others are rejected as {@code QUEUE_FULL}. Default: 10,000. */
    public EventPublisherBuilder queueMaxEvents(int events) {
        this.queueMaxEvents = events;
        return this;
    }

    /** Bytes of events held before others are rejected as {@code QUEUE_FULL}. Default: 16 MiB. */
    public EventPublisherBuilder queueMaxBytes(long bytes) {
        this.queueMaxBytes = bytes;
        return this;
    }

    /** Which event is rejected when the queue is full. Default: {@link OverflowPolicy#REJECT_NEWEST}. */
    public EventPublisherBuilder overflow(OverflowPolicy policy) {
        this.overflow = policy;
        return this;
    }

    /** After this long without acknowledgement an event is rejected as {@code DELIVERY_FAILED}. Default: 2 minutes. Not used with a spool. */
    public EventPublisherBuilder deliveryTimeout(Duration timeout) {
        this.deliveryTimeout = timeout;
        return this;
    }

    /**
     * How long {@link EventPublisher#close()} waits for acknowledgements; then it rejects the rest as {@code CLOSED}.
     * Default: 10 s.
     */
    public EventPublisherBuilder closeTimeout(Duration timeout) {
        this.closeTimeout = timeout;
        return this;
    }

    /**
     * Keeps every event in this directory, on a local disk, until Kafka has it: events survive the process, and outages of any
     * length. Their futures then end as soon as they are on disk ({@link Published#spooled()}), and
     * {@link #deliveryTimeout} is not used. The directory is made if need be; several processes may share it. While the disk
     * fails, events are kept in memory as without a spool, and the log says so. Default: no spool.
     */
    public EventPublisherBuilder spoolDirectory(Path directory) {
        this.spoolDirectory = directory;
        return this;
    }

    /**
     * Bytes that this publisher's part of the spool may take on disk; then its oldest events are rejected as {@code SPOOL_FULL}.
     * Of what others left it takes over only what fits. Default: 1 GiB, at least 1 MiB.
     */
    public EventPublisherBuilder spoolMaxBytes(long bytes) {
        this.spoolMaxBytes = bytes;
        return this;
    }

    /**
     * After this long in the spool events are rejected as {@code SPOOL_EXPIRED}, at the latest an eighth of it later. Less
     * than what the table keeps, or an event that was sent twice could be stored twice. Default: 7 days.
     */
    public EventPublisherBuilder spoolMaxAge(Duration age) {
        this.spoolMaxAge = age;
        return this;
    }

    /**
     * Told of each event that Kafka refused after it was spooled, as when it is larger than the topic takes: its future has
     * ended by then. Runs on a thread of the library, and may publish. What the spool itself gives up (full, expired, damaged)
     * is counted and logged only. Default: nobody, such events are counted and logged.
     */
    public EventPublisherBuilder refusedAfterSpooling(BiConsumer<Event, EventRejectedException> listener) {
        this.refusedAfterSpooling = listener;
        return this;
    }

    /**
     * More settings of the Kafka producer, such as those of TLS and SASL; they win over ours. Default: none. Those on
     * which the publisher's guarantees rest are refused by {@link #build()}. Others are not looked at until the first
     * event is sent: a wrong one is logged, and nothing is sent.
     */
    public EventPublisherBuilder kafka(Map<String, String> settings) {
        this.kafka.putAll(settings);
        return this;
    }

    /**
     * Shows {@link EventPublisher#metrics()} as {@code annals.publisher.*}, until the publisher is closed. Two
     * publishers in one registry need different sources. Default: nowhere. Needs Micrometer on the class path.
     */
    public EventPublisherBuilder meterRegistry(MeterRegistry registry) {
        this.meters = publisher -> PublisherMeters.register(
                registry,
                Tags.of(
                        "source",
                        publisher.config().source(),
                        "topic",
                        publisher.config().topic()),
                spoolDirectory != null,
                publisher::metrics,
                System::nanoTime);
        return this;
    }

    /**
     * Gives the W3C trace context, {@code traceparent} and perhaps {@code tracestate}, on the thread that publishes.
     * Must not block; if it throws, the event goes without. Default: none.
     */
    public EventPublisherBuilder traceContext(Supplier<Map<String, String>> context) {
        this.traceContext = context;
        return this;
    }

    /**
     * A publisher that runs. Connects to nothing yet.
     *
     * @throws IllegalArgumentException naming the option that is missing or wrong
     */
    public EventPublisher build() {
        PublisherConfig config = config();
        return start(config, () -> KafkaTransport.open(config.topic(), KafkaSettings.of(config)));
    }

    /** With another way to the broker. */
    EventPublisher build(Transport.Factory transports) {
        return start(config(), transports);
    }

    private EventPublisher start(PublisherConfig config, Transport.Factory transports) {
        EventEncoder encoder = new EventEncoder(config.source(), traceContext);
        EventPublisher publisher = new EventPublisher(config, spool(), encoder, transports);
        return publisher.start(meters.apply(publisher));
    }

    PublisherConfig config() {
        return new PublisherConfig(
                required(bootstrapServers, "bootstrapServers"),
                required(source, "source"),
                topicPrefix,
                queueMaxEvents,
                queueMaxBytes,
                overflow,
                deliveryTimeout,
                closeTimeout,
                kafka);
    }

    private @Nullable SpoolConfig spool() {
        return spoolDirectory == null
                ? null
                : new SpoolConfig(
                        spoolDirectory.toAbsolutePath(),
                        new SpoolLimits(spoolMaxBytes, spoolMaxAge),
                        SpoolDisk.REAL,
                        refusedAfterSpooling);
    }

    private static String required(@Nullable String value, String option) {
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing: the builder needs it");
        }
        return value;
    }
}
