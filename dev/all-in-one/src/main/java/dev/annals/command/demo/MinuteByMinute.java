package dev.annals.command.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the activity topic as anybody could, with a plain consumer, and tells each minute soon after its end.
 *
 * <p>Owns its thread, on which it tells.
 */
public final class MinuteByMinute implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MinuteByMinute.class);

    private static final String TOPIC = "events.activity";
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TO_COME = Duration.ofSeconds(5); // two commits of the worker's, with room to spare
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaConsumer<String, String> consumer;
    private final ObjectMapper json = new ObjectMapper();
    private final Minutes minutes;
    private final Clock clock;
    private final Consumer<String> teller;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "annals-minutes");

    private MinuteByMinute(String bootstrapServers, Clock clock, Consumer<String> teller) {
        this.consumer =
                new KafkaConsumer<>(settings(bootstrapServers), new StringDeserializer(), new StringDeserializer());
        this.minutes = new Minutes(clock.instant(), clock.getZone());
        this.clock = clock;
        this.teller = teller;
    }

    /** Tells of the minutes from now on, by the clock of the clock's zone. */
    public static MinuteByMinute start(String bootstrapServers, Clock clock, Consumer<String> teller) {
        MinuteByMinute started = new MinuteByMinute(bootstrapServers, clock, teller);
        started.thread.start();
        return started;
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false);
    }

    private void run() {
        try (consumer) {
            do {
                turn();
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (KafkaException | JsonProcessingException e) {
            log.error("cannot tell any more what happened each minute", e);
        }
    }

    private void turn() throws JsonProcessingException {
        if (consumer.assignment().isEmpty()) {
            consumer.assign(partitions()); // none as long as the worker has not made the topic
            return;
        }
        ConsumerRecords<String, String> records = consumer.poll(POLL);
        while (!records.isEmpty()) {
            for (ConsumerRecord<String, String> record : records) {
                minutes.add(record.key(), json.readTree(record.value()));
            }
            records = consumer.poll(POLL);
        }
        minutes.endedBy(clock.instant().minus(TO_COME)).forEach(teller);
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
