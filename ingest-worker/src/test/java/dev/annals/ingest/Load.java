package dev.annals.ingest;

import dev.annals.event.Event;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Publishes events at a steady rate until it is closed, and knows which ones Kafka has acknowledged. */
final class Load implements AutoCloseable {

    private final TestTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final long nanosBetween;
    private final IntFunction<Event> events;
    private volatile boolean stopping;

    Load(TestTopic topic, int perSecond) {
        this(
                topic,
                perSecond,
                n -> Event.draft("load", "load.tick")
                        .resource("thing", "t-" + n % 50)
                        .toEvent());
    }

    Load(TestTopic topic, int perSecond, IntFunction<Event> events) {
        this.topic = topic;
        this.events = events;
        this.producer = topic.newProducer(java.util.Map.of());
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = new Thread(this::run, "load");
        thread.start();
    }

    private void run() {
        long next = System.nanoTime();
        for (int n = 0; !stopping; n++) {
            Event event = events.apply(n);
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
