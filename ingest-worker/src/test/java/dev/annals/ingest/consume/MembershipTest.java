package dev.annals.ingest.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void close_saysThatTheLaneIsAlive_andThenWaitsThreeSecondsForKafkaAtMost() {
        // Given
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
            @Override
            public void close(CloseOptions options) {
                heard.add("closes within " + options.timeout().orElseThrow());
            }
        };
        Membership membership = new Membership(consumer, new Listener());

        // When
        membership.close();

        // Then
        assertThat(heard).containsExactly("turned", "closes within PT3S");
    }

    /** Notes that the lane is alive. */
    private final class Listener implements LaneListener {
        @Override
        public void turned() {
            heard.add("turned");
        }

        @Override
        public void assigned(int partitions, int unopened) {}

        @Override
        public void stopped(Collection<String> reasons) {}

        @Override
        public void left() {}

        @Override
        public void kafkaUp() {}

        @Override
        public void kafkaDown(String reason) {}
    }
}
