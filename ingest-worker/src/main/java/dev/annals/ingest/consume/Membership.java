package dev.annals.ingest.consume;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;

/**
 * The lane's place in the group, from joining to leaving.
 *
 * <p>Confined to the poll thread.
 */
record Membership(Consumer<byte[], byte[]> consumer, LaneListener listener) implements AutoCloseable {

    /** Together with the writer's end less than the 15 s that a lane has to stop; Kafka's own default is 30 s. */
    private static final Duration LEAVE = Duration.ofSeconds(3);

    void join(String topic, ConsumerRebalanceListener assignment) {
        consumer.subscribe(List.of(topic), assignment);
    }

    /** Within three seconds, also when Kafka does not answer: the session's time-out frees the place then. */
    @Override
    public void close() {
        listener.turned(); // the writer's end, before this, may have taken seconds as well
        consumer.close(CloseOptions.timeout(LEAVE));
    }
}
