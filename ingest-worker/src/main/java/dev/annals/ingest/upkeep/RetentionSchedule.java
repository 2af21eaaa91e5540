package dev.annals.ingest.upkeep;

import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Purge;
import dev.annals.ingest.store.PurgeOutcome;
import dev.annals.ingest.store.PurgeReport;
import dev.annals.ingest.store.Retention;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs retention again and again, first at the start. Of several workers one runs at a time; the others skip that turn. A
 * run that breaks off is no trouble: the next one does the rest.
 *
 * <p>Owns its thread; {@link #start()} and {@link #close()} may be called from any.
 */
public final class RetentionSchedule implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RetentionSchedule.class);

    private final Database database;
    private final Retention retention;
    private final Duration every;
    private final PurgeEvents events;
    private final RetentionMetrics metrics;
    private final Clock clock;
    private final Repeated runs;

    /** Does nothing before {@link #start()}; closes {@code events} at its end. */
    public RetentionSchedule(
            Database database,
            Retention retention,
            Duration every,
            PurgeEvents events,
            MeterRegistry registry,
            Clock clock) {
        this.database = database;
        this.retention = retention;
        this.every = every;
        this.events = events;
        this.metrics = new RetentionMetrics(registry, clock);
        this.clock = clock;
        this.runs = new Repeated("annals-retention", this::run, every);
    }

    /** Returns at once; with a retention of {@code never} there is nothing to run. */
    public void start() {
        if (retention.age() != null) {
            runs.start();
        }
    }

    private void run() {
        retention.cut(clock.instant()).ifPresent(this::purgeOrTell);
    }

    private void purgeOrTell(Instant cut) {
        try {
            purge(cut);
        } catch (RuntimeException e) {
            metrics.failed();
            log.error("retention failed; it is tried again in {}", Retention.text(every), e);
        }
    }

    private void purge(Instant cut) {
        PurgeOutcome outcome = Purge.run(database, cut, clock, runs::pause);
        metrics.ended(outcome);
        if (outcome instanceof PurgeOutcome.Done done) {
            tell(done.report());
            events.publish(done.report());
        } else if (outcome instanceof PurgeOutcome.Broken broken) {
            log.warn(
                    "retention broke off: {}; until then it deleted {}; the next run, in {}, does the rest",
                    broken.reason(),
                    broken.report(),
                    Retention.text(every));
            events.publish(broken.report());
        } else {
            log.debug("another worker, or an operator, runs retention just now");
        }
    }

    private void tell(PurgeReport report) {
        if (!report.busy().isEmpty()) {
            log.warn(
                    "retention left partitions that were in use to its next run, in {}: {}",
                    Retention.text(every),
                    report.busy());
        }
        if (!report.isEmpty()) {
            log.info("retention deleted {}", report);
        }
    }

    /** Ends after the transaction in hand, if that takes no longer than five seconds. */
    @Override
    public void close() {
        if (!runs.close()) {
            log.warn("retention does not stop; what it is deleting is rolled back when the process ends");
        }
        events.close();
    }
}
