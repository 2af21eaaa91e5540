package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publisher's callers do not notice that there is no Kafka. Runs for seconds; {@link PublisherLoad} for longer. */
class NoBrokerIT {

    private static final Duration RUN = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMillis(1);
    private static final int ATTEMPTS = 3;
    private static final String UNRESOLVABLE = "no-such-host.invalid:9092";

    @Test
    void callers_neverWait_whenNobodyListens() throws Exception {
        assertCallersNeverWait(builder("127.0.0.1:" + FreePorts.choose(1).get(0)));
    }

    @Test
    void callers_neverWait_withASpool_andNothingIsRejected(@TempDir Path spool) throws Exception {
        PublisherMetrics metrics = assertCallersNeverWait(builder(UNRESOLVABLE).spoolDirectory(spool));
        assertThat(metrics.rejected().values()).containsOnly(0L);
    }

    @Test
    void callers_neverWait_whenTheHostCannotBeResolved() throws Exception {
        assertCallersNeverWait(builder(UNRESOLVABLE));
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

    /** A busy machine can only make calls slower: one good run of three shows that the publisher does not. */
    private static PublisherMetrics assertCallersNeverWait(EventPublisherBuilder builder) throws InterruptedException {
        List<PublisherLoad.Report> reports = new ArrayList<>();
        do {
            PublisherLoad.Report report = PublisherLoad.run(builder, RUN, PublisherLoad.EVENTS_PER_SECOND);
            assertUnnoticed(report);
            reports.add(report);
        } while (!isFast(reports.get(reports.size() - 1)) && reports.size() < ATTEMPTS);
        assertThat(reports).anyMatch(NoBrokerIT::isFast);
        return reports.get(0).metrics();
    }

    private static boolean isFast(PublisherLoad.Report report) {
        Duration slowest = report.publish().perMille(999);
        return slowest.compareTo(LIMIT) <= 0
                || slowest.compareTo(report.encode().perMille(999).multipliedBy(2)) <= 0;
    }

    private static void assertUnnoticed(PublisherLoad.Report report) {
        assertThat(report.thrown()).isZero();
        assertThat(report.stacks().samplesInCall()).as(report::toString).isPositive();
        assertThat(report.stacks().forbidden()).isEmpty();
        assertThat(report.metrics()).matches(Counts::addUp);
        assertThat(report.metrics().offered())
                .isEqualTo(report.published())
                .isEqualTo(
                        RUN.plusSeconds(PublisherLoad.WARM_UP_SECONDS).toSeconds() * PublisherLoad.EVENTS_PER_SECOND);
    }

    private static EventPublisherBuilder builder(String servers) {
        return EventPublisher.builder().bootstrapServers(servers).source("load");
    }
}
