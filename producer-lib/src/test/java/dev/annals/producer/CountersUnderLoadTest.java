package dev.annals.producer;

import static dev.annals.producer.TestPublishers.movie;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.producer.TransportException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads, a small queue, a broker that answers late, wrongly, twice or not at all. */
class CountersUnderLoadTest {

    private static final int THREADS = 4;
    private static final int EVENTS_EACH = 5_000;

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void everyEvent_endsExactlyOnce_andTheNumbersAddUpAtEachInstant(OverflowPolicy overflow) throws Exception {
        // Given
        FaultyBroker broker = new FaultyBroker();
        EventPublisher publisher = TestPublishers.builder()
                .queueMaxEvents(200)
                .overflow(overflow)
                .deliveryTimeout(Duration.ofMillis(400))
                .build(broker::open);
        AtomicInteger endings = new AtomicInteger();
        AtomicBoolean loadEnded = new AtomicBoolean();
        CompletableFuture<Integer> wrongSnapshots = CompletableFuture.supplyAsync(() -> {
            int wrong = 0;
            while (!loadEnded.get()) {
                wrong += Counts.addUp(publisher.metrics()) ? 0 : 1;
            }
            return wrong;
        });

        // When
        List<CompletableFuture<Published>> futures = inParallel(publisher, endings);
        publisher.close(Duration.ofSeconds(1));
        loadEnded.set(true);

        // Then
        int offered = THREADS * EVENTS_EACH;
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .handle((ended, e) -> null)
                .join();
        PublisherMetrics metrics = publisher.metrics();
        assertThat(wrongSnapshots.join()).isZero();
        assertThat(metrics).matches(Counts::addUp);
        assertThat(metrics.offered()).isEqualTo(offered);
        assertThat(metrics.queued()).isZero();
        assertThat(metrics.queuedBytes()).isZero();
        assertThat(endings).hasValue(offered);
        assertThat(futures.stream().filter(future -> !future.isCompletedExceptionally()))
                .hasSize((int) metrics.acknowledged());
        assertThat(metrics.acknowledged()).isPositive();
    }

    private static List<CompletableFuture<Published>> inParallel(EventPublisher publisher, AtomicInteger endings)
            throws InterruptedException {
        ConcurrentLinkedQueue<CompletableFuture<Published>> futures = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            new Thread(() -> {
                        for (int i = 0; i < EVENTS_EACH; i++) {
                            futures.add(publisher
                                    .publish(movie("m-" + i))
                                    .whenComplete((published, e) -> endings.incrementAndGet()));
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        return new ArrayList<>(futures);
    }

    /** Decides by chance what becomes of each event; seeded, though threads interleave as they like. */
    private static final class FaultyBroker {
        private final Random random = new Random(7);
        private final AtomicLong offsets = new AtomicLong();

        Transport open() {
            return new Transport() {
                private volatile boolean closed;

                @Override
                public void send(EncodedEvent event, Delivery delivery) throws TransportException {
                    if (closed) {
                        throw new TransportException(Kind.BROKEN, "closed", null);
                    }
                    switch (random.nextInt(2_000)) {
                        case 0 -> throw new TransportException(Kind.NOT_NOW, "no metadata", null);
                        case 1 -> throw new TransportException(Kind.TOO_LARGE, "too large", null);
                        case 2 -> delivery.failed(new TransportException(Kind.TOO_LARGE, "too large", null));
                        case 3 -> lose(event);
                        default -> {
                            delivery.acknowledged(0, offsets.incrementAndGet());
                            delivery.acknowledged(0, offsets.get()); // a second answer must change nothing
                        }
                    }
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        private static void lose(EncodedEvent event) {
            assertThat(event.bytes()).isPositive(); // and nobody will ever hear of it: its time-out ends it
        }
    }
}
