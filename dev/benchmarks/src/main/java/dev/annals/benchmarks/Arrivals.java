package dev.annals.benchmarks;

import dev.annals.event.EventIds;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Sees events arrive in the table and at a consumer, and how long each took. One thread asks the table again and again, one polls;
 * {@link #published} is thread-safe.
 */
final class Arrivals implements AutoCloseable {

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is pending is younger than the oldest that is. */
    private static final String SINCE = "select id from events where id >= ? order by id";

    private final Connection connection;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Pending rows = new Pending();
    private final Pending records = new Pending();
    private final Thread looking = new Thread(this::look, "rows");
    private final Thread polling = new Thread(this::poll, "records");
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    private Arrivals(Connection connection, KafkaConsumer<byte[], byte[]> consumer) {
        this.connection = connection;
        this.consumer = consumer;
    }

    /** What came: in the table, and at the consumer. */
    record Seen(Times rows, Times records) {}

    static Arrivals watch(String url, String bootstrapServers, String topic) throws SQLException {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // now, not with the first poll
        Arrivals arrivals = new Arrivals(DriverManager.getConnection(url), consumer);
        arrivals.looking.start();
        arrivals.polling.start();
        return arrivals;
    }

    /** What was seen before is forgotten. */
    void begin() {
        rows.begin();
        records.begin();
    }

    void published(UUID id) {
        long now = System.nanoTime();
        rows.add(id, now);
        records.add(id, now);
    }

    /** Returns when everything that was published has arrived. */
    Seen awaitAll() {
        long start = System.nanoTime();
        while (!rows.isEmpty() || !records.isEmpty()) {
            if (failure != null || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("not everything arrives: " + rows + ", " + records, failure);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
        return new Seen(rows.times(), records.times());
    }

    private void look() {
        try (PreparedStatement since = connection.prepareStatement(SINCE)) {
            while (!closing) {
                UUID oldest = rows.oldest();
                if (oldest != null) {
                    since.setObject(1, oldest);
                    try (ResultSet row = since.executeQuery()) {
                        long now = System.nanoTime();
                        while (row.next()) {
                            rows.arrived(row.getObject(1, UUID.class), now);
                        }
                    }
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    private void poll() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(record -> {
                    Header id = record.headers().lastHeader("ce_id");
                    records.arrived(
                            UUID.fromString(new String(id.value(), StandardCharsets.US_ASCII)), System.nanoTime());
                });
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        closing = true;
        looking.join();
        polling.join();
        connection.close();
    }

    /** What was published and has not arrived. Thread-safe, but for the times. */
    private static final class Pending {

        private final ConcurrentSkipListMap<UUID, Long> since = new ConcurrentSkipListMap<>(EventIds.ORDER);
        private volatile Times times = new Times();

        void begin() {
            times = new Times();
        }

        void add(UUID id, long now) {
            since.put(id, now);
        }

        void arrived(UUID id, long now) {
            Long published = since.get(id);
            if (published != null) {
                times.add(now - published);
                since.remove(id); // last: whoever sees it gone finds its time
            }
        }

        boolean isEmpty() {
            return since.isEmpty();
        }

        @Nullable
        UUID oldest() {
            Map.Entry<UUID, Long> first = since.firstEntry();
            return first == null ? null : first.getKey();
        }

        Times times() {
            return Times.of(List.of(times));
        }

        @Override
        public String toString() {
            return since.size() + " pending";
        }
    }
}
