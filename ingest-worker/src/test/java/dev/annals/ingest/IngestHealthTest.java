package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IngestHealthTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final IngestHealth health = new IngestHealth(nanos::get);

    @Test
    void health_isReady_whenInTheGroupAndBothNeighboursAnswer() {
        health.assigned(0, 0); // none is fine: there can be more workers than partitions
        health.databaseUp();

        assertThat(health.notReady()).isEmpty();
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_saysWhatItWaitsFor_beforeAnythingHappened() {
        assertThat(health.notReady())
                .containsExactly("PostgreSQL was not reached yet", "Kafka has not assigned partitions yet");
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_isNotReady_duringAnOutage_butAlive() {
        health.assigned(6, 0);
        health.databaseDown("PostgreSQL is away");
        health.kafkaDown("Kafka is away");

        assertThat(health.notReady()).containsExactly("PostgreSQL is away", "Kafka is away");
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_isReadyAgain_afterAnOutage() {
        health.assigned(6, 0);
        health.databaseDown("PostgreSQL is away");
        health.kafkaDown("Kafka is away");

        health.databaseUp();
        health.kafkaUp();

        assertThat(health.notReady()).isEmpty();
    }

    @Test
    void health_isNotReady_whileAPartitionIsNotRead_orTheGroupWasLeft() {
        health.databaseUp();
        health.assigned(6, 2);
        assertThat(health.notReady()).containsExactly("2 partitions wait for their position");

        health.assigned(6, 0);
        health.left();

        assertThat(health.notReady()).containsExactly("Kafka has not assigned partitions yet");
    }

    @Test
    void health_isNotLive_whenTheLoopStandsStill() {
        health.turned();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(health.notLive()).isEmpty();

        nanos.addAndGet(1);

        assertThat(health.notLive()).containsExactly("the poll loop has not turned for 30 s, at most 30 s are normal");
        assertThat(health.notReady()).contains(health.notLive().get(0));
    }
}
