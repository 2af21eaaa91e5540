package dev.annals.command.tail;

import dev.annals.command.tail.TopicView.Layout;
import dev.annals.event.Event;
import dev.annals.event.EventFilter;
import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Prints a topic's events as they come, each partition's in order. Reads all partitions itself, without a group and
 * without commits, so that nobody else notices; asks every two seconds whether there are more partitions, another topic
 * under the same name, or no broker any more.
 *
 * <p>One thread runs it. Only {@link #stop()} may be called from another.
 */
public final class Tail implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ASK_EVERY = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final String bootstrapServers;
    private final String topic;
    private final EventFilter filter;
    private final EventOutput output;
    private final Messages messages;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicView view;
    private final StartingPoint startingPoint;
    private final CountDownLatch stopping = new CountDownLatch(1);

    private @Nullable Layout layout;
    private @Nullable CompletableFuture<Optional<Layout>> question;
    private long askedAt = System.nanoTime() - ASK_EVERY.toNanos();
    private Instant askedOn = Instant.EPOCH;
    private boolean waiting;

    /** @throws KafkaException if the addresses make no sense or no host name of theirs can be resolved */
    public Tail(
            String bootstrapServers,
            String topic,
            Start start,
            EventFilter filter,
            EventOutput output,
            Messages messages) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.startingPoint = new StartingPoint(start);
        this.filter = filter;
        this.output = output;
        this.messages = messages;
        this.view = new TopicView(bootstrapServers, topic);
        this.consumer = new KafkaConsumer<>(
                settings(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG, "annals-tail",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none", // to be told
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed", // as the worker
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000",
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    }

    /**
     * Returns after {@link #stop()}.
     *
     * @throws IOException if the output fails
     */
    public void run() throws IOException {
        try {
            while (stopping.getCount() > 0) {
                ask();
                if (consumer.assignment().isEmpty()) {
                    pause();
                } else {
                    print(poll());
                }
            }
        } catch (WakeupException e) {
            if (stopping.getCount() > 0) {
                throw e;
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (InvalidOffsetException e) {
            messages.tell("what came next in " + e.partitions()
                    + " is gone, removed by Kafka's retention; going on with the first there is");
            consumer.seekToBeginning(e.partitions());
            return ConsumerRecords.empty();
        }
    }

    private void print(ConsumerRecords<byte[], byte[]> records) throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Event event = decode(record);
            if (event != null && filter.matches(event)) {
                output.print(event);
            }
        }
        if (!records.isEmpty()) {
            output.flush();
        }
    }

    private @Nullable Event decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            skipped(record, "has no value");
            return null;
        }
        try {
            return EventJson.decode(record.value());
        } catch (InvalidEventException e) {
            skipped(record, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void skipped(ConsumerRecord<byte[], byte[]> record, String reason) {
        messages.tell(
                "no event at offset " + record.offset() + " of " + topic + "-" + record.partition() + ": " + reason);
    }

    private void ask() {
        CompletableFuture<Optional<Layout>> asked = question;
        if (asked == null) {
            long now = System.nanoTime();
            if (now - askedAt >= ASK_EVERY.toNanos()) {
                askedAt = now;
                askedOn = Instant.now();
                question = view.ask();
            }
            return;
        }
        if (asked.isDone()) {
            question = null;
            answered(asked);
        } else if (layout == null && System.nanoTime() - askedAt >= SILENCE.toNanos()) {
            waitForBroker(); // the client itself gives up much later
        }
    }

    private void answered(CompletableFuture<Optional<Layout>> asked) {
        try {
            Optional<Layout> now = asked.join();
            if (now.isPresent()) {
                startingPoint.topicIsNotMissing();
                follow(now.get());
                waiting = false;
            } else {
                startingPoint.topicIsMissing(askedOn);
                waitFor("the topic " + topic + ", which " + bootstrapServers + " does not have yet");
            }
        } catch (CompletionException | KafkaException e) {
            startingPoint.topicIsNotMissing();
            waitForBroker();
        }
    }

    private void waitForBroker() {
        waitFor(bootstrapServers + ", which does not answer");
    }

    private void waitFor(String what) {
        if (!waiting) {
            messages.tell("waiting for " + what + " ...");
            waiting = true;
        }
    }

    private void follow(Layout now) {
        Layout before = layout;
        if (before == null || !before.topicId().equals(now.topicId())) {
            begin(now, before == null ? startingPoint.get() : new Start.Beginning());
            messages.tell("following " + topic + " at " + bootstrapServers + ", " + now.partitions() + " partitions"
                    + (before == null ? "" : "; it was made anew, so from its start"));
        } else if (before.partitions() < now.partitions()) {
            add(before.partitions(), now.partitions());
            messages.tell(topic + " has " + now.partitions() + " partitions now, following all");
        } else if (waiting) {
            messages.tell("following " + topic + " at " + bootstrapServers + " again");
        }
        layout = now;
    }

    private void begin(Layout now, Start from) {
        List<TopicPartition> all = partitions(0, now.partitions());
        Map<TopicPartition, Long> offsets = view.offsets(all, from);
        consumer.assign(all);
        offsets.forEach(consumer::seek);
    }

    /** From their beginning: whatever is in them is new. Where the others stand does not change. */
    private void add(int from, int to) {
        Map<TopicPartition, Long> offsets = view.offsets(partitions(from, to), new Start.Beginning());
        consumer.assign(partitions(0, to));
        offsets.forEach(consumer::seek);
    }

    private List<TopicPartition> partitions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private void pause() {
        try {
            stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }
    }

    /** From any thread: {@link #run()} returns soon. */
    public void stop() {
        stopping.countDown();
        consumer.wakeup();
    }

    @Override
    public void close() {
        try (view;
                consumer) {
            stopping.countDown();
        }
    }

    /** What a person should know. */
    @FunctionalInterface
    public interface Messages {
        void tell(String message);
    }
}
