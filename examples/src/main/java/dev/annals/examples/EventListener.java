package dev.annals.examples;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import dev.annals.event.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A plain Kafka consumer that receives every event as it is published, in order per resource. Each subscriber has a
 * group of its own; processes of one group share the partitions.
 *
 * <p>No event is passed over: a handler that throws ends {@link #run()}, and what it had not handled comes again at the
 * next start, with some of what it had. The id tells.
 */
public final class EventListener implements Runnable {

    private static final Duration LAST_COMMIT = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> kafka;
    private final Consumer<Event> handler;

    public EventListener(String bootstrapServers, String group, Consumer<Event> handler) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                group,
                "auto.offset.reset",
                "earliest", // a new group begins with all that Kafka still has
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false); // it would also commit, when a handler throws, what nobody has handled
        this.kafka = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.handler = handler;
    }

    @Override
    public void run() {
        try (kafka) {
            kafka.subscribe(List.of("events"));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = kafka.poll(Duration.ofSeconds(1));
                records.forEach(this::handle);
                if (!records.isEmpty()) {
                    commit(); // last: nothing above may be skipped
                }
            }
        } catch (WakeupException stopped) {
            System.err.println("stopped");
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        byte[] json = record.value() == null ? new byte[0] : record.value();
        Event event;
        try {
            event = EventJson.decode(json);
        } catch (InvalidEventException e) { // anybody can write to a topic: one bad record must not stop the rest
            System.err.println("no event at offset " + record.offset() + " of " + record.topic() + "-"
                    + record.partition() + ": " + e.getMessage());
            return;
        }
        handler.accept(event); // outside: a handler's own InvalidEventException does not make this event a bad record
    }

    private void commit() {
        try {
            kafka.commitSync();
        } catch (RebalanceInProgressException | CommitFailedException e) {
            System.err.println("partitions are moving, and these events come again: " + e.getMessage());
        }
    }

    /** From any thread. */
    public void stop() {
        kafka.wakeup();
    }

    public static void main(String[] args) {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: EventListener GROUP [HOST:PORT of Kafka, localhost:9092 by default]");
            System.exit(2);
        }
        String servers = args.length == 2 ? args[1] : "localhost:9092";
        EventListener listener = new EventListener(servers, args[0], EventListener::print);
        Thread running = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInOrder(listener, running), "stop"));
        listener.run();
    }

    /** Ctrl-C and SIGTERM end the process once this has returned: time to commit and to leave the group. */
    private static void stopInOrder(EventListener listener, Thread running) {
        listener.stop();
        try {
            running.join(LAST_COMMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void print(Event event) {
        System.out.println(line(event));
    }

    static String line(Event event) {
        StringBuilder line =
                new StringBuilder().append(event.insertedAt()).append(' ').append(event.type());
        Resource resource = event.resource();
        if (resource != null) {
            line.append(" of ").append(resource.type()).append(' ').append(resource.id());
        }
        Actor actor = event.actor();
        if (actor != null) {
            line.append(" by ").append(actor.type().wireName()).append(' ').append(actor.id());
        }
        return line.append(' ').append(event.metadata().json()).toString();
    }
}
