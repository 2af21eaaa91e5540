package dev.annals.producer;

import static dev.annals.producer.TestPublishers.movie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventRejectedException.Reason;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublisherMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeClock clock = new FakeClock();
    private PublisherMetrics metrics = new Counts().metrics();

    @Test
    void meters_showTheMetrics() {
        // Given
        PublisherMeters.register(registry, Tags.of("source", "billing"), false, () -> metrics, clock);
        metrics = new Counts()
                .offered(15)
                .acknowledged(2)
                .rejected(Reason.QUEUE_FULL, 3)
                .rejected(Reason.INVALID, 4)
                .queued(6, 1_234)
                .metrics();

        // When
        clock.advance(Duration.ofSeconds(1));

        // Then
        assertThat(counter("offered")).isEqualTo(15);
        assertThat(counter("acknowledged")).isEqualTo(2);
        assertThat(counter("rejected", "reason", "queue_full")).isEqualTo(3);
        assertThat(counter("rejected", "reason", "invalid")).isEqualTo(4);
        assertThat(counter("rejected", "reason", "closed")).isZero();
        assertThat(gauge("queued")).isEqualTo(6);
        assertThat(gauge("queued.bytes")).isEqualTo(1_234);
    }

    @Test
    void spoolMeters_sayWhatTheyCount() {
        // When
        PublisherMeters.register(registry, Tags.empty(), true, () -> metrics, clock);

        // Then
        assertThat(unit("spool.failures")).isEqualTo("failures");
        assertThat(unit("spool.damaged")).isEqualTo("events");
        assertThat(unit("spooled.bytes")).isEqualTo("bytes");
    }

    @Test
    void meters_shareOneSnapshot_duringAScrape() {
        // Given
        PublisherMeters.register(registry, Tags.empty(), false, () -> metrics, clock);
        clock.advance(Duration.ofSeconds(15));
        double queuedBefore = gauge("queued");

        // When
        metrics = new Counts().offered(1).queued(1, 300).metrics();
        clock.advance(Duration.ofMillis(999));

        // Then
        assertThat(counter("offered")).isEqualTo(queuedBefore).isZero();
    }

    @Test
    void publisher_registersAndRemovesItsMeters() {
        // Given
        EventPublisher publisher =
                TestPublishers.builder().meterRegistry(registry).build(FakeTransport::acknowledgeAll);
        CompletableFuture<Published> future = publisher.publish(movie("m-1"));
        future.join();
        int whileOpen = registry.getMeters().size();

        // When
        publisher.close();

        // Then
        assertThat(whileOpen).isEqualTo(4 + Reason.values().length);
        assertThat(registry.getMeters()).isEmpty();
    }

    private double counter(String name, String... tags) {
        return registry.get("annals.publisher." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }

    private @Nullable String unit(String name) {
        return registry.get("annals.publisher." + name).meter().getId().getBaseUnit();
    }

    private double gauge(String name) {
        return registry.get("annals.publisher." + name).gauge().value();
    }
}
