package dev.annals.ingest.upkeep;

import dev.annals.ingest.store.PurgeOutcome;
import dev.annals.ingest.store.PurgeReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;

/** What this worker's runs of retention did, as meters. Runs = done + broken + busy. Thread-safe. */
final class RetentionMetrics {

    private final Clock clock;
    private final Counter deleted;
    private final Counter dropped;
    private final Counter inUse;
    private final Counter done;
    private final Counter broken;
    private final Counter busy;
    private final Timer time;
    private volatile double lastDone = Double.NaN;

    RetentionMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.deleted = counter(registry, "deleted.events", "Events that retention deleted");
        this.dropped = counter(registry, "dropped.partitions", "Partitions that retention dropped");
        this.inUse =
                counter(registry, "skipped.partitions", "Partitions in use that retention could not drop, or not trim");
        this.done = runs(registry, "done");
        this.broken = runs(registry, "broken");
        this.busy = runs(registry, "busy");
        this.time = Timer.builder("annals.retention.time")
                .description("From a run's start to its end")
                .register(registry);
        Gauge.builder("annals.retention.last.done.seconds", this, metrics -> metrics.lastDone)
                .description(
                        "When this worker last left no partition to a later run, in Unix seconds; NaN before the first time")
                .register(registry);
    }

    void ended(PurgeOutcome outcome) {
        if (outcome instanceof PurgeOutcome.Done finished) {
            done.increment();
            count(finished.report());
            if (finished.report().busy().isEmpty()) { // else it is not up to date, however often it runs
                lastDone = clock.millis() / 1000.0;
            }
        } else if (outcome instanceof PurgeOutcome.Broken early) {
            broken.increment();
            count(early.report());
        } else {
            busy.increment();
        }
    }

    /** For a reason nobody foresaw. */
    void failed() {
        broken.increment();
    }

    private void count(PurgeReport report) {
        deleted.increment((double) report.deleted());
        dropped.increment(report.dropped().size());
        inUse.increment(report.busy().size());
        time.record(report.took());
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("annals.retention." + name)
                .description(description)
                .register(registry);
    }

    private static Counter runs(MeterRegistry registry, String result) {
        return Counter.builder("annals.retention.runs")
                .description("Runs of retention: done, broken off, or skipped because another one was busy")
                .tag("result", result)
                .register(registry);
    }
}
