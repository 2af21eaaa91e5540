package dev.annals.producer;

import static dev.annals.producer.TestPublishers.config;
import static dev.annals.producer.TestPublishers.encodedMovie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.EventRejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectionLogTest {

    private final FakeClock clock = new FakeClock();
    private final List<String> lines = new ArrayList<>();
    private final EventQueue queue =
            new EventQueue(config(1, 1_000_000, OverflowPolicy.REJECT_NEWEST), clock, Runnable::run);
    private final RejectionLog log = new RejectionLog(queue, new Warnings(lines::add, clock));

    @Test
    void look_saysNothing_withoutRejections() {
        // Given
        queue.offer(encodedMovie("m-1"));

        // When
        log.look();

        // Then
        assertThat(lines).isEmpty();
    }

    @Test
    void look_tellsTheFirstAtOnce_withReasonNumbersAndKnob() {
        // Given
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));

        // When
        log.look();

        // Then
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("rejected 1 event: 1 QUEUE_FULL (queue full (1 of 1 events, ")
                .contains("raise queueMaxEvents or check the broker localhost:9092");
    }

    @Test
    void look_tellsTheOthersOnceIn30Seconds_withTheirNumber() {
        // Given
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));
        log.look();
        queue.offer(encodedMovie("m-3"));
        queue.offer(encodedMovie("m-4"));
        queue.refuse(new Rejection(Reason.INVALID, () -> "invalid event: category: is missing"));
        clock.advance(Duration.ofSeconds(29));
        log.look();
        int linesBefore = lines.size();

        // When
        clock.advance(Duration.ofSeconds(1));
        log.look();

        // Then
        assertThat(linesBefore).isEqualTo(1);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .startsWith("rejected 3 events: 1 INVALID (invalid event: category: is missing), 2 QUEUE_FULL (");
    }

    @Test
    void tell_doesNotWaitFor30Seconds() {
        // Given
        queue.offer(encodedMovie("m-1"));
        queue.offer(encodedMovie("m-2"));
        log.look();
        queue.rejectRest(new Rejection(Reason.CLOSED, () -> "not acknowledged within PT0S after close"));

        // When
        log.tell();

        // Then
        assertThat(lines.get(1)).startsWith("rejected 1 event: 1 CLOSED (not acknowledged within PT0S after close)");
    }
}
