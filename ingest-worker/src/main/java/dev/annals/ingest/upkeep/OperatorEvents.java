package dev.annals.ingest.upkeep;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.EventRejectedException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Publishes what an operator did as an event of category {@code system}. Thread-safe. */
public final class OperatorEvents {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final String topicPrefix;

    public OperatorEvents(String bootstrapServers, String topicPrefix) {
        this.bootstrapServers = bootstrapServers;
        this.topicPrefix = topicPrefix;
    }

    /** Returns when Kafka has acknowledged it, after ten seconds at most; if it has not, why. */
    public Optional<String> publishAndWait(String type, String operator, Map<String, ?> metadata) {
        try (EventPublisher publisher = EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .topicPrefix(topicPrefix)
                .source("annals")
                .closeTimeout(Duration.ZERO) // what Kafka has not by then, it is not told about
                .build()) {
            publisher.publishAndWait(
                    Event.draft("system", type).actor(Actor.user(operator)).metadata(metadata), PATIENCE);
            return Optional.empty();
        } catch (TimeoutException | EventRejectedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
