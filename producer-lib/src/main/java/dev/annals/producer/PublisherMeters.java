package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A publisher's metrics in a Micrometer registry. A scrape reads one meter after the other while events move on; so that its
 * numbers add up all the same, the meters share one snapshot for a second.
 *
 * <p>Thread-safe. The only class that needs Micrometer, loaded when a registry is given.
 */
final class PublisherMeters {

    private static final Duration SHARED_FOR = Duration.ofSeconds(1);

    private static final double MILLIS = 1_000;

    private final MeterRegistry registry;
    private final Tags tags;
    private final Supplier<PublisherMetrics> metrics;
    private final LongSupplier nanoTime;
    private final List<Meter> meters = new ArrayList<>();

    // guarded by this
    private PublisherMetrics shared;
    private long sharedSince;

    private PublisherMeters(
            MeterRegistry registry, Tags tags, Supplier<PublisherMetrics> metrics, LongSupplier nanoTime) {
        this.registry = registry;
        this.tags = tags;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.shared = metrics.get();
        this.sharedSince = nanoTime.getAsLong();
    }

    /** Registers the meters, those of the spool if there is one; what is returned removes them. */
    static Runnable register(
            MeterRegistry registry,
            Tags tags,
            boolean spool,
            Supplier<PublisherMetrics> metrics,
            LongSupplier nanoTime) {
        PublisherMeters meters = new PublisherMeters(registry, tags, metrics, nanoTime);
        meters.register();
        if (spool) {
            meters.registerSpool();
        }
        return meters::remove;
    }

    private void register() {
        counter("offered", "events", Tags.empty(), PublisherMetrics::offered);
        counter("acknowledged", "events", Tags.empty(), PublisherMetrics::acknowledged);
        for (Reason reason : Reason.values()) {
            counter(
                    "rejected",
                    "events",
                    Tags.of("reason", reason.name().toLowerCase(Locale.ROOT)),
                    snapshot -> snapshot.rejected(reason));
        }
        gauge("queued", "events", PublisherMetrics::queued);
        gauge("queued.bytes", "bytes", PublisherMetrics::queuedBytes);
    }

    private void registerSpool() {
        gauge("spooled", "events", metrics -> metrics.spool().events());
        gauge("spooled.bytes", "bytes", metrics -> metrics.spool().bytes());
        gauge("spooled.oldest", "seconds", metrics -> metrics.spool().oldest().toMillis() / MILLIS);
        counter(
                "spool.adopted",
                "events",
                Tags.empty(),
                metrics -> metrics.spool().adopted());
        counter(
                "spool.damaged",
                "events",
                Tags.empty(),
                metrics -> metrics.spool().damaged());
        counter(
                "spool.failures",
                "failures",
                Tags.empty(),
                metrics -> metrics.spool().failures());
    }

    private void counter(String name, String unit, Tags more, ToDoubleFunction<PublisherMetrics> value) {
        meters.add(
                FunctionCounter.builder("annals.publisher." + name, this, self -> value.applyAsDouble(self.snapshot()))
                        .tags(tags.and(more))
                        .baseUnit(unit)
                        .register(registry));
    }

    private void gauge(String name, String unit, ToDoubleFunction<PublisherMetrics> value) {
        meters.add(Gauge.builder("annals.publisher." + name, this, self -> value.applyAsDouble(self.snapshot()))
                .tags(tags)
                .baseUnit(unit)
                .register(registry));
    }

    private synchronized PublisherMetrics snapshot() {
        long now = nanoTime.getAsLong();
        if (now - sharedSince >= SHARED_FOR.toNanos()) {
            shared = metrics.get();
            sharedSince = now;
        }
        return shared;
    }

    private void remove() {
        meters.forEach(registry::remove);
    }
}
