package dev.annals.benchmarks;

import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.ingest.store.BinaryRows;
import dev.annals.producer.RawKafka;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;

/** The same events twice: on a topic, to be stored by whoever reads it, and as rows in a file, ready to be copied. */
final class Backlog {

    private static final int ROWS_A_COPY = 10_000;

    private final Path file;
    private final List<Long> ends = new ArrayList<>(); // of each COPY in the file
    private final Instant begin;
    private final int events;

    private Backlog(Path file, Instant begin, int events) {
        this.file = file;
        this.begin = begin;
        this.events = events;
    }

    /**
     * Returns when the broker has them all.
     *
     * @param begin when the first one happened; the others follow, one a millisecond
     */
    static Backlog create(KafkaProcess kafka, String topic, Path home, Instant begin, int events) throws IOException {
        Backlog backlog = new Backlog(home.resolve("rows"), begin.truncatedTo(ChronoUnit.MILLIS), events);
        AtomicLong failed = new AtomicLong();
        SampleEvents made = new SampleEvents(1);
        try (KafkaProducer<byte[], byte[]> producer = RawKafka.producer(kafka.bootstrapServers(), Map.of());
                FileChannel rows =
                        FileChannel.open(backlog.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int done = 0; done < events; done += ROWS_A_COPY) {
                List<Event> some = new ArrayList<>();
                for (int i = done; i < done + ROWS_A_COPY; i++) {
                    Event event = made.event(EventIds.derived(backlog.begin.plusMillis(i), "backlog " + i));
                    some.add(event);
                    var unused = producer.send(RawKafka.record(topic, event), (metadata, failure) -> {
                        if (failure != null) {
                            failed.incrementAndGet();
                        }
                    });
                }
                ByteBuffer bytes = ByteBuffer.wrap(BinaryRows.of(some));
                while (bytes.hasRemaining()) {
                    rows.write(bytes);
                }
                backlog.ends.add(rows.position());
            }
        }
        if (failed.get() > 0) {
            throw new IOException(failed + " events did not get to the topic");
        }
        return backlog;
    }

    int events() {
        return events;
    }

    /**
     * A statement for how many of its rows a second came into the table, by when their transactions began: of those that came after
     * the first {@code warmUp}.
     */
    String rate(int warmUp) {
        return """
                with mine as (
                    select ingested_at from events where id >= '%s'
                ), begin as (
                    select ingested_at from mine order by ingested_at offset %d limit 1
                )
                select count(*) / extract(epoch from max(mine.ingested_at) - min(begin.ingested_at))
                from mine, begin
                where mine.ingested_at > begin.ingested_at
                """.formatted(EventIds.lowerBound(begin), warmUp);
    }

    int copies() {
        return ends.size();
    }

    /** All that one COPY sends. */
    byte[] copy(int number) throws IOException {
        long from = number == 0 ? 0 : ends.get(number - 1);
        ByteBuffer bytes = ByteBuffer.allocate((int) (ends.get(number) - from));
        try (FileChannel rows = FileChannel.open(file)) {
            while (bytes.hasRemaining()) {
                rows.read(bytes, from + bytes.position());
            }
        }
        return bytes.array();
    }
}
