package dev.annals.ingest.consume;

import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.DeadLetter;
import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Row;
import dev.annals.ingest.store.RowEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What was read, decoded and encoded for COPY while the writer is busy: the next batch in the making. Under load it grows
 * until the writer is free, so that batches are as large as they need to be and no larger.
 *
 * <p>Confined to the poll thread.
 */
final class Ahead {

    private final Decoder decoder;
    private final int maxEvents;
    private final long maxBytes;
    private final RowEncoder encoder = new RowEncoder();
    private List<Row> rows = new ArrayList<>();
    private List<DeadLetter> deadLetters = new ArrayList<>();
    private List<RawRecord> expired = new ArrayList<>();
    private long bytes;
    private long oldest = Long.MAX_VALUE;

    Ahead(Decoder decoder, int maxEvents, long maxBytes) {
        this.decoder = decoder;
        this.maxEvents = maxEvents;
        this.maxBytes = maxBytes;
    }

    void add(OpenPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            RawRecord raw = new KafkaRecord(partition.source(), record);
            Decoded decoded = decoder.decode(raw);
            if (decoded instanceof Decoded.Good good) {
                Row row = encoder.row(good.event(), raw);
                rows.add(row);
                bytes += row.size() - raw.size();
            } else if (decoded instanceof Decoded.Poison poison) {
                deadLetters.add(poison.letter());
            } else {
                expired.add(raw);
            }
            bytes += raw.size();
            oldest = Math.min(oldest, raw.timestamp());
        }
    }

    /** Whether more may be read: the limits can be passed by what one poll returns. */
    boolean hasRoom() {
        return size() < maxEvents && bytes < maxBytes;
    }

    int size() {
        return rows.size() + deadLetters.size() + expired.size();
    }

    /** When the oldest of them was appended to the topic, in Unix milliseconds. */
    OptionalLong oldestTimestamp() {
        return size() == 0 ? OptionalLong.empty() : OptionalLong.of(oldest);
    }

    Batch take(List<Advance> advances) {
        Batch batch = new Batch(advances, rows, deadLetters, expired, oldestTimestamp());
        encoder.clear();
        rows = new ArrayList<>();
        deadLetters = new ArrayList<>();
        expired = new ArrayList<>();
        bytes = 0;
        oldest = Long.MAX_VALUE;
        return batch;
    }

    /** Drops what came from a partition that is no longer ours, or that will be read again. */
    void forget(TopicPartition partition) {
        List<RawRecord> kept = new ArrayList<>();
        rows.removeIf(row -> isFrom(partition, row.origin()));
        rows.forEach(row -> kept.add(row.origin()));
        deadLetters.removeIf(letter -> isFrom(partition, letter.origin()));
        deadLetters.forEach(letter -> kept.add(letter.origin()));
        expired.removeIf(record -> isFrom(partition, record));
        kept.addAll(expired);
        bytes = kept.stream().mapToLong(RawRecord::size).sum();
        oldest = kept.stream().mapToLong(RawRecord::timestamp).min().orElse(Long.MAX_VALUE);
    }

    private static boolean isFrom(TopicPartition partition, RawRecord record) {
        return record.source().partition() == partition.partition()
                && record.source().topic().equals(partition.topic());
    }
}
