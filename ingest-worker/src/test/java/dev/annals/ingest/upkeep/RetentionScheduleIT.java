package dev.annals.ingest.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Retention;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs that come to nothing: each is counted, and the next one comes all the same. */
class RetentionScheduleIT {

    private static final Duration OFTEN = Duration.ofMillis(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final String url = Backends.shared().newDatabase("retention_schedule");

    @Test
    void run_isBroken_againAndAgain_whileThereAreNoTables() {
        try (RetentionSchedule schedule = schedule(Clock.systemUTC())) {
            schedule.start();

            assertRuns("broken");
        }
        assertNeverDone();
    }

    @Test
    void run_isBroken_againAndAgain_whileTheClockIsAYearAhead() {
        try (RetentionSchedule schedule = schedule(Clock.offset(Clock.systemUTC(), Duration.ofDays(365)))) {
            schedule.start();

            assertRuns("broken");
        }
        assertNeverDone();
    }

    @Test
    void run_isBusy_whileAnotherOneIsGoingOn() throws Exception {
        try (Connection another = DriverManager.getConnection(url);
                RetentionSchedule schedule = schedule(Clock.systemUTC())) {
            another.createStatement().execute("select pg_advisory_lock(4275839202)");
            schedule.start();

            assertRuns("busy");
        }
        assertThat(runs("broken")).isZero();
        assertNeverDone();
    }

    @Test
    void run_isBroken_andTheNextOneComes_whenItFailsForAReasonNobodyForesaw() {
        try (RetentionSchedule schedule = schedule(failingClock())) {
            schedule.start();

            assertRuns("broken");
        }
        assertNeverDone();
    }

    @Test
    void close_returns_whenItWasNeverStarted() {
        schedule(Clock.systemUTC()).close();

        assertNeverDone();
    }

    private RetentionSchedule schedule(Clock clock) {
        return new RetentionSchedule(
                new Database(url, "", ""),
                Retention.parse("30d"),
                OFTEN,
                new PurgeEvents("127.0.0.1:1", ""),
                registry,
                clock);
    }

    /** More than one. */
    private void assertRuns(String result) {
        Eventually.succeeds(() -> assertThat(runs(result)).isGreaterThan(2));
    }

    private void assertNeverDone() {
        assertThat(runs("done")).isZero();
        assertThat(registry.get("annals.retention.last.done.seconds").gauge().value())
                .isNaN();
    }

    private double runs(String result) {
        return registry.get("annals.retention.runs")
                .tag("result", result)
                .counter()
                .count();
    }

    /** Answers every other time only, so that a run begins and fails. */
    private static Clock failingClock() {
        AtomicInteger asked = new AtomicInteger();
        InstantSource source = () -> {
            if (asked.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("the clock has stopped");
            }
            return Instant.now();
        };
        return source.withZone(ZoneOffset.UTC);
    }
}
