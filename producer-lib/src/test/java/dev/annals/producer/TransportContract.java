package dev.annals.producer;

import static dev.annals.producer.TestPublishers.encodedMovie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.producer.TransportException.Kind;
import dev.annals.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sender relies on; every way to a broker passes it, the fake included. */
abstract class TransportContract {

    private Transport transport;

    /** To a broker that acknowledges. */
    abstract Transport open() throws Exception;

    @BeforeEach
    void openTransport() throws Exception {
        transport = open();
    }

    @AfterEach
    void closeTransport() {
        transport.close();
    }

    @Test
    void send_isAcknowledged_inTheOrderOfTheHandOver() throws Exception {
        // Given
        List<Heard> deliveries = new ArrayList<>();

        // When
        for (int i = 0; i < 100; i++) {
            deliveries.add(send("m-1"));
        }

        // Then
        Eventually.succeeds(() -> assertThat(deliveries).allMatch(delivery -> delivery.offsets.size() == 1));
        List<Long> offsets =
                deliveries.stream().map(delivery -> delivery.offsets.get(0)).toList();
        assertThat(offsets).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void close_letsEveryDeliveryHearExactlyOnce() throws Exception {
        // Given
        List<Heard> deliveries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            deliveries.add(send("m-" + i));
        }

        // When
        transport.close();

        // Then
        Eventually.succeeds(() ->
                assertThat(deliveries).allMatch(delivery -> delivery.offsets.size() + delivery.failures.size() == 1));
    }

    @Test
    void close_isHarmless_theSecondTime() {
        // Given
        transport.close();

        // When / Then
        transport.close();
    }

    @Test
    void send_saysBroken_afterClose_andTheDeliveryHearsNothing() {
        // Given
        transport.close();
        Heard delivery = new Heard();

        // When / Then
        assertThatThrownBy(() -> transport.send(encodedMovie("m-1"), delivery))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN));
        assertThat(delivery.offsets).isEmpty();
        assertThat(delivery.failures).isEmpty();
    }

    private Heard send(String id) throws TransportException {
        Heard delivery = new Heard();
        transport.send(encodedMovie(id), delivery);
        return delivery;
    }

    private static final class Heard implements Transport.Delivery {
        private final List<Long> offsets = new CopyOnWriteArrayList<>();
        private final List<TransportException> failures = new CopyOnWriteArrayList<>();

        @Override
        public void acknowledged(int partition, long offset) {
            offsets.add(offset);
        }

        @Override
        public void failed(TransportException failure) {
            failures.add(failure);
        }
    }
}
