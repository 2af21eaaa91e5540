package dev.annals.command.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartingPointTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Start AN_HOUR_AGO = new Start.Time(NOON.minusSeconds(3_600));

    @Test
    void now_staysNow_whenTheTopicIsThere() {
        // Given
        StartingPoint point = new StartingPoint(new Start.Now());

        // When
        point.topicIsNotMissing();

        // Then
        assertThat(point.get()).isEqualTo(new Start.Now());
    }

    @Test
    void now_isWhenTheTopicWasFirstMissed_afterOneOrTwoSuchAnswers() {
        // Given
        StartingPoint point = new StartingPoint(new Start.Now());

        // When
        point.topicIsMissing(NOON);
        point.topicIsMissing(NOON.plusSeconds(2));
        point.topicIsNotMissing();

        // Then
        assertThat(point.get()).isEqualTo(new Start.Time(NOON));
    }

    @Test
    void time_stays_whenMissingAnswersAreNotThreeInARow() {
        // Given
        StartingPoint point = new StartingPoint(AN_HOUR_AGO);

        // When
        for (int i = 0; i < 5; i++) {
            point.topicIsMissing(NOON.plusSeconds(i));
            point.topicIsMissing(NOON.plusSeconds(i));
            point.topicIsNotMissing();
        }

        // Then
        assertThat(point.get()).isEqualTo(AN_HOUR_AGO);
    }

    @Test
    void anything_isTheBeginning_afterThreeMissingAnswersInARow() {
        // Given
        StartingPoint now = new StartingPoint(new Start.Now());
        StartingPoint time = new StartingPoint(AN_HOUR_AGO);

        // When
        for (int i = 0; i < 3; i++) {
            now.topicIsMissing(NOON.plusSeconds(i));
            time.topicIsMissing(NOON.plusSeconds(i));
        }

        // Then
        assertThat(now.get()).isEqualTo(new Start.Beginning());
        assertThat(time.get()).isEqualTo(new Start.Beginning());
    }
}
