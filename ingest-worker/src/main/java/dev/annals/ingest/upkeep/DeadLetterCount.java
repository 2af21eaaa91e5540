package dev.annals.ingest.upkeep;

import dev.annals.ingest.store.ControlException;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.DeadLetter.Reason;
import dev.annals.ingest.store.DeadLetterControl;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts every minute how many dead letters wait for somebody's decision. The number is the database's: each worker tells
 * the same.
 *
 * <p>Owns its thread; {@link #start()} and {@link #close()} may be called from any.
 */
public final class DeadLetterCount implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterCount.class);

    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final MultiGauge open;
    private final Repeated runs = new Repeated("annals-dead-letters", this::count, EVERY);

    /** Does nothing before {@link #start()}. */
    public DeadLetterCount(Database database, MeterRegistry registry) {
        this.database = database;
        this.open = MultiGauge.builder("annals.dead.letters.open")
                .description("Dead letters that nobody has replayed or discarded; NaN while unknown")
                .register(registry);
        set(Map.of(), Double.NaN);
    }

    /** Returns at once. */
    public void start() {
        runs.start();
    }

    private void count() {
        try (DeadLetterControl control = DeadLetterControl.open(database)) {
            set(control.waiting(), 0);
        } catch (ControlException e) {
            set(Map.of(), Double.NaN);
            log.debug("dead letters cannot be counted now; the lanes tell why", e);
        }
    }

    /** A worker that is newer may have other reasons than this one. */
    private void set(Map<String, Long> known, double otherwise) {
        Map<String, Double> counts = new TreeMap<>();
        for (Reason reason : Reason.values()) {
            counts.put(reason.name(), otherwise);
        }
        known.forEach((reason, letters) -> counts.put(reason, letters.doubleValue()));
        open.register(
                counts.entrySet().stream()
                        .map(count -> MultiGauge.Row.of(Tags.of("reason", count.getKey()), count.getValue()))
                        .toList(),
                true);
    }

    /** Ends after the statement in hand, or five seconds; counting changes nothing. */
    @Override
    public void close() {
        if (!runs.close()) {
            log.info("the count of dead letters is still waited for, and given up");
        }
    }
}
