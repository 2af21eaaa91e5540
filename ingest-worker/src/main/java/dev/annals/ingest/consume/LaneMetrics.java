package dev.annals.ingest.consume;

import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.DeadLetter;
import dev.annals.ingest.store.Outcome;
import dev.annals.ingest.store.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What a lane did, as meters. Counters and timers are one for all lanes of a worker; how far behind it is, each lane
 * tells on its own, by the tag {@code lane}: add them up. For the records below the stored positions: records read =
 * stored + duplicates + expired + dead letters.
 *
 * <p>Confined to the poll thread, but for {@link #lost}; the meters themselves are thread-safe.
 */
public final class LaneMetrics {

    private static final long NOTHING_WAITS = -1;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter stored;
    private final Counter duplicates;
    private final Counter expired;
    private final Counter lost;
    private final Map<DeadLetter.Reason, Counter> deadLetters = new EnumMap<>(DeadLetter.Reason.class);
    private final DistributionSummary batchEvents;
    private final Timer batchTime;
    private final Timer freshness;
    private volatile double lagRecords = Double.NaN;
    private volatile int stoppedPartitions;
    private volatile long oldestWaiting = NOTHING_WAITS;

    public LaneMetrics(MeterRegistry registry, int lane, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.stored = counter(registry, "annals.ingest.events.stored", "Events that became a new row");
        this.duplicates = counter(registry, "annals.ingest.events.duplicate", "Events that were a row already");
        this.expired = counter(
                registry, "annals.ingest.events.expired", "Events that were not stored: older than the retention");
        this.lost = counter(
                registry, "annals.ingest.records.lost", "Offsets that Kafka's retention removed before they were read");
        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            deadLetters.put(
                    reason,
                    Counter.builder("annals.ingest.dead.letters")
                            .description("Records that could not become a row")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        this.batchEvents = DistributionSummary.builder("annals.ingest.batch.events")
                .description("Rows in a batch")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        this.batchTime = timer(
                registry,
                "annals.ingest.batch.time",
                "From handing a batch to the writer to its end, outages included");
        this.freshness = timer(registry, "annals.ingest.freshness", "From the broker's append to the row's commit");
        Gauge.builder("annals.ingest.lag.records", this, metrics -> metrics.lagRecords)
                .tag("lane", Integer.toString(lane))
                .description("Records on the topic that are not stored yet; NaN while that is unknown")
                .register(registry);
        Gauge.builder("annals.ingest.lag.seconds", this, LaneMetrics::lagSeconds)
                .tag("lane", Integer.toString(lane))
                .description("Age of the oldest record that was read and is not stored yet")
                .register(registry);
        Gauge.builder("annals.ingest.partitions.stopped", this, metrics -> metrics.stoppedPartitions)
                .tag("lane", Integer.toString(lane))
                .description("Partitions that are not read until an operator resumes them")
                .register(registry);
    }

    void stored(Batch batch, Outcome.Stored outcome, Duration time) {
        stored.increment(outcome.stored());
        duplicates.increment(outcome.duplicates());
        expired.increment(batch.expired().size());
        for (DeadLetter letter : outcome.deadLetters()) {
            deadLetterCounter(letter.reason()).increment();
        }
        batchEvents.record(batch.rows().size());
        batchTime.record(time);
        long now = clock.millis();
        for (Row row : batch.rows()) {
            freshness.record(Math.max(0, now - row.origin().timestamp()), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * How far behind the lane is.
     *
     * @param onBroker records that were not read yet, if that is known
     * @param inHand records that were read and are not stored yet
     * @param oldest when the oldest record that waits was appended, in Unix milliseconds
     */
    void behind(OptionalLong onBroker, long inHand, OptionalLong oldest) {
        lagRecords = onBroker.isPresent() ? (double) (onBroker.getAsLong() + inHand) : Double.NaN;
        oldestWaiting = oldest.orElse(NOTHING_WAITS);
    }

    /** How many of the lane's partitions are. */
    void stopped(int partitions) {
        stoppedPartitions = partitions;
    }

    /** The lane has no partitions any more, so how far behind it is is not its to know. */
    void unknown() {
        lagRecords = Double.NaN;
        oldestWaiting = NOTHING_WAITS;
        stoppedPartitions = 0;
    }

    /** The client's own meters, until what is returned is closed. */
    KafkaClientMetrics bind(Consumer<?, ?> consumer) {
        KafkaClientMetrics clientMetrics = new KafkaClientMetrics(consumer);
        clientMetrics.bindTo(registry);
        return clientMetrics;
    }

    /** From any thread. */
    void lost(long offsets) {
        lost.increment((double) offsets);
    }

    private double lagSeconds() {
        long oldest = oldestWaiting;
        return oldest == NOTHING_WAITS ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    private Counter deadLetterCounter(DeadLetter.Reason reason) {
        return Objects.requireNonNull(deadLetters.get(reason), "the constructor made one for each reason");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private static Timer timer(MeterRegistry registry, String name, String description) {
        return Timer.builder(name)
                .description(description)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }
}
