package dev.annals.ingest.consume;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks every few seconds whether the topic is still the one that is read. A topic that was deleted and made anew looks
 * the same to the consumer, which would silently go on in the middle of it. What is stored under the old id meanwhile is no
 * loss: the new topic has positions of its own and is read from its start. Rows meet their ids then; a dead letter of those
 * seconds can be there twice, once for each topic id.
 *
 * <p>Confined to the poll thread.
 */
final class TopicWatch {

    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TopicAdmin topicAdmin;
    private final LaneListener listener;
    private final LongSupplier nanoTime;
    private @Nullable CompletableFuture<Optional<UUID>> asked;
    private long askedAt;

    TopicWatch(TopicAdmin topicAdmin, LaneListener listener, LongSupplier nanoTime) {
        this.topicAdmin = topicAdmin;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.askedAt = nanoTime.getAsLong();
    }

    /** What the topic's id is now, each time an answer came; an empty one if the topic is gone. Does not wait. */
    Optional<Answer> answer() {
        CompletableFuture<Optional<UUID>> question = asked;
        if (question == null) {
            askAgainInTime();
            return Optional.empty();
        }
        if (!question.isDone()) {
            long waited = nanoTime.getAsLong() - askedAt;
            if (waited > PATIENCE.toNanos()) {
                listener.kafkaDown(
                        "Kafka has not answered for " + Duration.ofNanos(waited).toSeconds() + " s");
            }
            return Optional.empty();
        }
        asked = null;
        try {
            Optional<UUID> id = question.join();
            listener.kafkaUp();
            return Optional.of(new Answer(id));
        } catch (CompletionException e) {
            listener.kafkaDown("Kafka does not tell about the topic: " + e.getCause());
            return Optional.empty();
        }
    }

    private void askAgainInTime() {
        long now = nanoTime.getAsLong();
        if (now - askedAt >= EVERY.toNanos()) {
            asked = topicAdmin.id();
            askedAt = now;
        }
    }

    /** The topic's id, or none. */
    record Answer(Optional<UUID> topicId) {}
}
