package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IngestHealthTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final IngestHealth health = new IngestHealth(2, nanos::get);
    private final LaneHealth first = health.lanes().get(0);
    private final LaneHealth second = health.lanes().get(1);

    @Test
    void health_saysWhatItWaitsFor_beforeAnythingHappened() {
        assertThat(health.notReady()).containsExactly("PostgreSQL was not reached yet");
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_saysWhyTheDatabaseIsNotPrepared() {
        health.preparing();
        health.notPrepared("PostgreSQL cannot be prepared");

        assertThat(health.notReady()).containsExactly("PostgreSQL cannot be prepared");
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_isLive_whileAMigrationTakesItsTime() {
        health.preparing();
        nanos.addAndGet(Duration.ofMinutes(10).toNanos());
        assertThat(health.notLive()).isEmpty();

        nanos.addAndGet(1);

        assertThat(health.notLive())
                .containsExactly("the preparation of PostgreSQL has taken 600 s, at most 600 s are normal");
    }

    @Test
    void lanes_areLive_whenThePreparationTookLong() {
        nanos.addAndGet(Duration.ofMinutes(5).toNanos());

        health.prepared();

        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_namesWhatEachLaneWaitsFor() {
        health.prepared();
        first.databaseUp();
        first.assigned(6, 0);

        assertThat(health.notReady())
                .containsExactly(
                        "lane 1: PostgreSQL was not reached yet", "lane 1: Kafka has not assigned partitions yet");
    }

    @Test
    void health_isReady_whenEveryLaneIs_alsoWithoutAPartition() {
        health.prepared();
        first.databaseUp();
        first.assigned(1, 0);
        second.databaseUp();
        second.assigned(0, 0); // there can be more lanes than partitions

        assertThat(health.notReady()).isEmpty();
        assertThat(health.notLive()).isEmpty();
    }

    @Test
    void health_isNotLive_whenAnyLaneStandsStill() {
        health.prepared();
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(health.notLive()).isEmpty();

        first.turned();
        nanos.addAndGet(1);

        assertThat(health.notLive())
                .containsExactly("lane 1: the poll loop has not turned for 30 s, at most 30 s are normal");
        assertThat(health.notReady()).contains(health.notLive().get(0));
    }
}
