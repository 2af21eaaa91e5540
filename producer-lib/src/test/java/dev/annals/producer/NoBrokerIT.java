package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.FreePorts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The publisher's callers do not notice that there is no Kafka. Runs for seconds; {@link PublisherLoad} for longer. */
class NoBrokerIT {

    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMillis(1);
    private static final String UNRESOLVABLE = "no-such-host.invalid:9092";

    @Test
    void callers_neverWait_whenNobodyListens() throws Exception {
        // Given
        EventPublisher.Builder builder =
                builder("127.0.0.1:" + FreePorts.choose(1).get(0)).overflow(OverflowPolicy.REJECT_NEWEST);

        // When
        PublisherLoad.Report report = PublisherLoad.run(builder, RUN);

        // Then
        assertUnnoticed(report);
    }

    @Test
    void callers_neverWait_whenTheHostCannotBeResolved() throws Exception {
        // Given
        EventPublisher.Builder builder = builder(UNRESOLVABLE).overflow(OverflowPolicy.REJECT_OLDEST);

        // When
        PublisherLoad.Report report = PublisherLoad.run(builder, RUN);

        // Then
        assertUnnoticed(report);
    }

    @Test
    void close_returnsInTime_whenTheHostCannotBeResolved() {
        // Given
        EventPublisher publisher = builder(UNRESOLVABLE).build();
        for (int i = 0; i < 100; i++) {
            publisher.publish(TestPublishers.movie("m-" + i));
        }
        Duration timeout = Duration.ofSeconds(1);
        long start = System.nanoTime();

        // When
        publisher.close(timeout);

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, timeout.plusSeconds(1));
        assertThat(publisher.metrics())
                .isEqualTo(new Counts()
                        .offered(100)
                        .rejected(EventRejectedException.Reason.CLOSED, 100)
                        .metrics());
    }

    private static void assertUnnoticed(PublisherLoad.Report report) {
        Duration twiceTheControl = report.control().perMille(999).multipliedBy(2);
        Duration allowed = twiceTheControl.compareTo(LIMIT) > 0 ? twiceTheControl : LIMIT;
        assertThat(report.publish().perMille(999)).as(report::toString).isLessThanOrEqualTo(allowed);
        assertThat(report.built()).isLessThan(Duration.ofMillis(100));
        assertThat(report.thrown()).isZero();
        assertThat(report.stacks().samplesInPublish()).as(report::toString).isPositive();
        assertThat(report.stacks().forbidden()).isEmpty();
        assertThat(report.metrics()).matches(Counts::addUp);
        assertThat(report.metrics().offered())
                .isEqualTo(1 + RUN.toSeconds() * PublisherLoad.THREADS * PublisherLoad.EVENTS_PER_SECOND_EACH);
    }

    private static EventPublisher.Builder builder(String servers) {
        return EventPublisher.builder().bootstrapServers(servers).source("load");
    }
}
