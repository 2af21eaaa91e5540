package dev.annals.ingest.activity;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Lets through what is to be counted, under its kind and with the time inside its id: valid events, each once, whose time
 * is within a day of the time at which Kafka got them. Everything else is counted by reason and left out.
 *
 * <p>What is late is decided by the broker's clock on the record, not by the newest event seen: so one event from the
 * future makes no other late, and a record is judged the same however often, and by whomever, it is read again.
 *
 * <p>Confined to the stream thread.
 */
final class Intake extends ContextualProcessor<byte[], byte[], Kind, byte[]> {

    /** How much later than it happened an event may come and be counted. */
    static final Duration GRACE = Duration.ofHours(24);

    /** A publisher's clock may be ahead by this much, as for the rows. */
    static final Duration MAX_AHEAD = Duration.ofHours(24);

    private static final byte[] ONE = {}; // counting needs a value that is not null

    private final ActivityMetrics metrics;
    private RecentIds recentIds;

    @SuppressWarnings("NullAway.Init") // the store comes with init
    private Intake(ActivityMetrics metrics) {
        this.metrics = metrics;
    }

    static ProcessorSupplier<byte[], byte[], Kind, byte[]> supplier(ActivityMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], Kind, byte[]> get() {
                return new Intake(metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(RecentIds.store());
            }
        };
    }

    @Override
    public void init(ProcessorContext<Kind, byte[]> context) {
        super.init(context);
        recentIds = new RecentIds(context.getStateStore(RecentIds.STORE));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        decode(record.value()).ifPresent(event -> admit(event, record.timestamp()));
    }

    private Optional<Event> decode(byte[] value) {
        if (value == null) {
            metrics.invalid();
            return Optional.empty();
        }
        try {
            return Optional.of(EventJson.decode(value));
        } catch (InvalidEventException kept) { // why, says the dead letter that the lanes make of it
            metrics.invalid();
            return Optional.empty();
        }
    }

    private void admit(Event event, long appendedAt) {
        long happenedAt = event.insertedAt().toEpochMilli();
        if (happenedAt > appendedAt + MAX_AHEAD.toMillis()) {
            metrics.ahead();
            return;
        }
        if (happenedAt < appendedAt - GRACE.toMillis()) {
            metrics.late(event);
            return;
        }
        if (recentIds.remember(event.id(), appendedAt)) {
            metrics.duplicate();
            return;
        }
        metrics.counted();
        context().forward(new Record<>(Kind.of(event), ONE, happenedAt));
    }
}
