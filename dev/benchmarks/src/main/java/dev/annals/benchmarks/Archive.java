package dev.annals.benchmarks;

import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.CountRollup;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.Outcome;
import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.RollupOutcome;
import dev.annals.ingest.store.Row;
import dev.annals.ingest.store.RowEncoder;
import dev.annals.ingest.store.Schema;
import dev.annals.ingest.store.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Databases with a year of events, evenly over 52 weekly partitions, from a fixed seed. Written by the worker's own writer, so that
 * tables, indexes and counts are as they are in production; then vacuumed, as autovacuum would.
 */
final class Archive {

    private static final int WEEKS = 52;

    /** The rest of the last week is for what a worker stores on top. */
    private static final Duration YEAR = Duration.ofDays(7 * WEEKS).minusMinutes(30);

    private static final int BATCH = 10_000;
    private static final int WRITERS = 2;

    private static final String WEEKS_FROM = "update event_partitioning set weekly_from = '%s'";

    private final Postgres postgres;

    /** Of {@link #postgres()}. */
    Archive(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Whose data stay, so that they are not made for each run. */
    static Postgres postgres() throws IOException {
        return Postgres.start(Files.createDirectories(Peers.home().resolve("dev/benchmarks/target/archive")));
    }

    /** The URL of the one with so many events, which is made if there is none. */
    String of(int millions, Consumer<String> log) throws Exception {
        String name = "archive_" + millions + "m";
        if (!postgres.has(name)) {
            make(name, millions, log);
        }
        Schema.migrate(new Database(postgres.url(name), "", "")); // it may have been made long ago
        return postgres.url(name);
    }

    private void make(String name, int millions, Consumer<String> log) throws Exception {
        String making = name + "_making";
        String url = postgres.newDatabase(making);
        Instant begin = LocalDate.now(ZoneOffset.UTC)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .minusWeeks(WEEKS)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Postgres.execute(url, WEEKS_FROM.formatted(begin.minus(Duration.ofDays(30))));
        long start = System.nanoTime();
        Threads.run(WRITERS, number -> () -> {
            write(url, number, millions * 1_000_000L, begin);
            return null;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        log.accept(String.format(
                Locale.ROOT,
                "wrote %d million events over 52 weeks in %.0f s, %,.0f/s",
                millions,
                seconds,
                millions * 1e6 / seconds));
        rollUp(url);
        Postgres.execute(url, "delete from ingest_positions"); // Kafka never had these: a worker's own begin at 0
        Postgres.execute(url, "vacuum (freeze, analyze)");
        postgres.rename(making, name);
        log.accept(String.format(Locale.ROOT, "made %s in %.0f s", name, (System.nanoTime() - start) / 1e9));
    }

    private static void rollUp(String url) throws SQLException {
        RollupOutcome outcome = CountRollup.run(new Database(url, "", ""), Instant.now(), pause -> true);
        if (outcome.failure() != null) {
            throw new SQLException("cannot roll up: " + outcome.failure());
        }
    }

    /** Each writer has every second event. */
    private void write(String url, int number, long events, Instant begin) {
        Source source = new Source(new UUID(0, 1), "events", number);
        SampleEvents made = new SampleEvents(number);
        RowEncoder encoder = new RowEncoder();
        long step = YEAR.toMillis() * 1000 / events; // microseconds
        long written = 0;
        try (BatchWriter writer = Tables.writer(url)) {
            writer.open(Map.of(source, 0L));
            for (long next = number; next < events; ) {
                encoder.clear();
                List<Row> rows = new ArrayList<>(BATCH);
                for (; rows.size() < BATCH && next < events; next += WRITERS) {
                    Instant time = begin.plusMillis(next * step / 1000);
                    Event event = made.event(EventIds.derived(time, "archive " + next));
                    rows.add(encoder.row(event, new Made(source, written + rows.size())));
                }
                Outcome outcome = writer.write(new Batch(
                        List.of(new Advance(source, written, written + rows.size())),
                        rows,
                        List.of(),
                        List.of(),
                        OptionalLong.empty()));
                if (!(outcome instanceof Outcome.Stored stored) || stored.stored() != rows.size()) {
                    throw new IllegalStateException("not stored: " + outcome);
                }
                written += rows.size();
            }
        }
    }

    /** A record that was never in Kafka. */
    private record Made(Source source, long offset) implements RawRecord {

        @Override
        public long timestamp() {
            return -1;
        }

        @Override
        public byte[] key() {
            return new byte[0];
        }

        @Override
        public byte[] value() {
            return new byte[0];
        }

        @Override
        public List<Header> headers() {
            return List.of();
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
