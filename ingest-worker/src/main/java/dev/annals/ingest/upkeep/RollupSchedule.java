package dev.annals.ingest.upkeep;

import dev.annals.ingest.store.CountRollup;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.RollupOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls up counts every minute. Of several workers one does it at a time. Counts are exact without it, too; only counting
 * over long ranges, and finding which categories and types exist, becomes slower.
 *
 * <p>Owns its thread; {@link #start()} and {@link #close()} may be called from any.
 */
public final class RollupSchedule implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RollupSchedule.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private final Counter rows;
    private final Counter done;
    private final Counter broken;
    private final Repeated runs = new Repeated("annals-rollup", this::rollUpOrTell, EVERY);
    private boolean failing; // confined to the runs' thread

    /** Does nothing before {@link #start()}. */
    public RollupSchedule(Database database, MeterRegistry registry, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.rows = Counter.builder("annals.rollup.rows")
                .description("Rows of event_counts that were rolled up")
                .register(registry);
        this.done = runs(registry, "done");
        this.broken = runs(registry, "broken");
    }

    private static Counter runs(MeterRegistry registry, String result) {
        return Counter.builder("annals.rollup.runs")
                .description("Runs that roll up counts: done, or broken off")
                .tag("result", result)
                .register(registry);
    }

    /** Returns at once. */
    public void start() {
        runs.start();
    }

    private void rollUpOrTell() {
        try {
            rollUp();
        } catch (RuntimeException e) {
            broken.increment();
            log.error("counts cannot be rolled up; it is tried again every minute", e);
        }
    }

    private void rollUp() {
        RollupOutcome outcome = CountRollup.run(database, clock.instant(), runs::pause);
        rows.increment((double) outcome.rows());
        if (outcome.failure() == null) {
            done.increment();
            failing = false;
            return;
        }
        broken.increment();
        if (!failing) {
            log.warn("counts cannot be rolled up, trying every minute until they can: {}", outcome.failure());
        }
        failing = true;
    }

    /** Ends after the transaction in hand. */
    @Override
    public void close() {
        if (!runs.close()) {
            log.warn("the roll-up of counts does not stop; what it moves is rolled back when the process ends");
        }
    }
}
