package dev.annals.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.allinone.AllInOne;
import dev.annals.allinone.Ports;
import dev.annals.event.Event;
import dev.annals.event.Severity;
import dev.annals.producer.EventPublisher;
import dev.annals.testkit.Eventually;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinuteByMinuteIT {

    @Test
    void minute_isToldWithWhatWasPublished(@TempDir Path directory) throws Exception {
        // Given
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        AtomicReference<Instant> now = new AtomicReference<>(minute);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (AllInOne all = AllInOne.start(directory, Ports.free());
                EventPublisher publisher = EventPublisher.builder()
                        .bootstrapServers(all.bootstrapServers())
                        .source("test")
                        .build();
                MinuteByMinute minutes = MinuteByMinute.start(all.bootstrapServers(), clock(now), lines::add)) {
            publisher.publish(Event.draft("media", "a.b").insertedAt(minute).severity(Severity.ERROR));
            assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();

            // When
            now.set(minute.plusSeconds(65));

            // Then
            Eventually.succeeds(() -> assertThat(lines)
                    .containsExactly(minute.toString().substring(11, 16) + "  1 event: media 1 (a.b 1); 1 error"));
        }
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }
}
