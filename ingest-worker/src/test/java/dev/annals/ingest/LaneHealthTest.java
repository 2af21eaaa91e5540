package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneHealthTest {

    private final LaneHealth lane = new LaneHealth(3, () -> 0);

    @Test
    void lane_isNotReady_duringAnOutage_butAlive() {
        lane.assigned(6, 0);
        lane.databaseDown("PostgreSQL is away");
        lane.kafkaDown("Kafka is away");

        assertThat(lane.notReady()).containsExactly("lane 3: PostgreSQL is away", "lane 3: Kafka is away");
        assertThat(lane.notLive()).isEmpty();
    }

    @Test
    void lane_isReadyAgain_afterAnOutage() {
        lane.assigned(6, 0);
        lane.databaseDown("PostgreSQL is away");
        lane.kafkaDown("Kafka is away");

        lane.databaseUp();
        lane.kafkaUp();

        assertThat(lane.notReady()).isEmpty();
    }

    @Test
    void lane_isNotReady_whileAPartitionIsNotRead_orTheGroupWasLeft() {
        lane.databaseUp();
        lane.assigned(6, 2);
        assertThat(lane.notReady()).containsExactly("lane 3: 2 partitions wait for their position");

        lane.assigned(6, 0);
        lane.left();

        assertThat(lane.notReady()).containsExactly("lane 3: Kafka has not assigned partitions yet");
    }
}
