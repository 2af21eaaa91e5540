package dev.annals.ingest;

import dev.annals.event.Event;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Publishes events at a steady rate until it is closed, and knows which ones Kafka has acknowledged. */
final class Load implements AutoCloseable {

    private final TestTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final long nanosBetween;
    private final Supplier<Event> events;
    private volatile boolean stopping;

    Load(TestTopic topic, int perSecond) {
        this(topic, perSecond, ticks());
    }

    Load(TestTopic topic, int perSecond, Supplier<Event> events) {
        this.events = events;
        this.topic = topic;
        this.producer = topic.newProducer(java.util.Map.of());
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = new Thread(this::run, "load");
        thread.start();
    }

    private static Supplier<Event> ticks() {
        AtomicInteger n = new AtomicInteger();
        return () -> Event.draft("load", "load.tick")
                .resource("thing", "t-" + n.getAndIncrement() % 50)
                .toEvent();
    }

    private void run() {
        long next = System.nanoTime();
        while (!stopping) {
            Event event = events.get();
            producer.send(topic.record(event), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.add(event.id());
                }
            });
            next += nanosBetween;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Grows until {@link #close()}. */
    Set<UUID> acknowledged() {
        return acknowledged;
    }

    /** Returns when everything sent is acknowledged or failed. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        producer.close(); // a second time does nothing
    }
}
