package dev.annals.command.demo;

import dev.annals.event.EventDraft;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.Published;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishes what the made-up media server does: what it did in the last days at once, then a few events a second. */
public final class Activity {

    private static final Duration PAST = Duration.ofDays(3);
    private static final Duration BETWEEN_PAST_SCENES = Duration.ofMinutes(20);
    private static final Duration BETWEEN_SCENES = Duration.ofMillis(800);

    private final EventPublisher publisher;
    private final Clock clock;
    private final MediaServer server = new MediaServer(new Random());

    public Activity(EventPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Some hundreds of events, spread over the last days. */
    public void ofTheLastDays() {
        Instant now = clock.instant();
        for (Instant at = now.minus(PAST); at.isBefore(now); at = at.plus(BETWEEN_PAST_SCENES)) {
            server.begin(at);
        }
        publish(server.until(now));
    }

    /** Returns when told to stop. */
    public void untilStopped(CountDownLatch stop) throws InterruptedException {
        while (!stop.await(BETWEEN_SCENES.toMillis(), TimeUnit.MILLISECONDS)) {
            Instant now = clock.instant();
            server.begin(now);
            publish(server.until(now));
        }
    }

    /** What becomes of them the publisher counts, and warns of what it could not deliver. */
    private void publish(List<EventDraft> drafts) {
        for (EventDraft draft : drafts) {
            CompletableFuture<Published> unused = publisher.publish(draft);
        }
    }
}
