package dev.annals.ingest.upkeep;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.ingest.store.PurgeReport;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.EventRejectedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what retention deleted as an event, {@code retention.purged}: who looks for events that are gone finds out why.
 * The publisher is made with the first of them, and waits for Kafka by itself: a run of retention never does.
 *
 * <p>The event comes after the run, and is kept nowhere: a worker that is killed between a partition's COMMIT and the end of
 * its run has deleted without an event, and so has one that ends before Kafka has acknowledged it.
 *
 * <p>Thread-safe.
 */
public final class PurgeEvents implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PurgeEvents.class);

    /** There are few, and each is worth more than the wait. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofHours(6);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String bootstrapServers;
    private final String topicPrefix;
    private @Nullable EventPublisher publisher;

    public PurgeEvents(String bootstrapServers, String topicPrefix) {
        this.bootstrapServers = bootstrapServers;
        this.topicPrefix = topicPrefix;
    }

    /** Returns at once. A run that deleted nothing, or nothing but events about earlier runs, is no event. */
    public void publish(PurgeReport report) {
        if (!report.isNews()) {
            return;
        }
        var unused = publisher().publish(draft(report)).whenComplete((published, failure) -> {
            if (failure != null) {
                log.warn("not published as an event: retention deleted {}: {}", report, failure.getMessage());
            }
        });
    }

    /** Returns when Kafka has acknowledged it; if it has not, why. The same runs are no event. */
    public Optional<String> publishAndWait(PurgeReport report, Duration patience) {
        if (!report.isNews()) {
            return Optional.empty();
        }
        try {
            publisher().publishAndWait(draft(report), patience);
            return Optional.empty();
        } catch (TimeoutException | EventRejectedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private synchronized EventPublisher publisher() {
        if (publisher == null) {
            publisher = EventPublisher.builder()
                    .bootstrapServers(bootstrapServers)
                    .topicPrefix(topicPrefix)
                    .source("annals")
                    .deliveryTimeout(DELIVERY_TIMEOUT)
                    .closeTimeout(CLOSE_TIMEOUT)
                    .build();
        }
        return publisher;
    }

    static EventDraft draft(PurgeReport report) {
        return Event.draft(PurgeReport.NOTICE_CATEGORY, PurgeReport.NOTICE_TYPE)
                .actor(Actor.system("annals"))
                .metadata(Map.of(
                        "cut", report.cut(),
                        "deleted", report.deleted(),
                        "partitions", report.dropped().size(),
                        "dead_letters", report.deadLetters(),
                        "took_ms", report.took().toMillis()));
    }

    /** Waits for Kafka's acknowledgement, five seconds at most; what it does not get is logged. */
    @Override
    public synchronized void close() {
        if (publisher != null) {
            publisher.close();
        }
    }
}
