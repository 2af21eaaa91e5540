package dev.annals.ingest.activity;

import dev.annals.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of the records: read = counted + duplicate + late + ahead + invalid. A record that is read again after a
 * failure is in these a second time; on the topic it is not.
 *
 * <p>Thread-safe.
 */
final class ActivityMetrics {

    private final Counter counted;
    private final Counter duplicate;
    private final Counter late;
    private final Counter ahead;
    private final Counter invalid;
    private final Counter failures;
    private final LateLog lateLog = new LateLog(System::nanoTime);

    ActivityMetrics(MeterRegistry registry) {
        this.counted = counter(registry, "counted", "Events that were counted in their window");
        this.duplicate = counter(registry, "duplicate", "Events whose id had been counted within the hour before");
        this.late = counter(registry, "late", "Events left out: Kafka got them more than a day after they happened");
        this.ahead = counter(registry, "ahead", "Events left out: more than a day ahead of Kafka's clock");
        this.invalid = counter(registry, "invalid", "Records left out: no valid event");
        this.failures = counter(registry, "failures", "How often counting failed and began again from its last commit");
    }

    void counted() {
        counted.increment();
    }

    void duplicate() {
        duplicate.increment();
    }

    void late(Event event) {
        late.increment();
        lateLog.late(event);
    }

    void ahead() {
        ahead.increment();
    }

    void invalid() {
        invalid.increment();
    }

    void failed() {
        failures.increment();
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("annals.activity." + name)
                .description(description)
                .register(registry);
    }
}
