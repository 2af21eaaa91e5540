package dev.annals.command.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventFilter;
import dev.annals.testkit.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A broker that takes connections and says nothing. */
class TailSilenceIT {

    private static final Duration CLIENTS_OWN_PATIENCE = Duration.ofSeconds(5);

    @Test
    void silentBroker_isToldLongBeforeTheClientGivesUp() throws Exception {
        // Given
        List<String> told = new CopyOnWriteArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String broker = "127.0.0.1:" + silent.getLocalPort();
            try (Tail tail = new Tail(
                    broker, "events", new Start.Now(), EventFilter.builder().build(), output(), told::add)) {
                long start = System.nanoTime();

                // When
                CompletableFuture<Void> running = CompletableFuture.runAsync(() -> run(tail));

                // Then
                Eventually.succeeds(() ->
                        assertThat(told).containsExactly("waiting for " + broker + ", which does not answer ..."));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLIENTS_OWN_PATIENCE);
                tail.stop();
                running.join();
            }
        }
    }

    private static EventOutput output() {
        return new JsonOutput(new ByteArrayOutputStream());
    }

    private static void run(Tail tail) {
        try {
            tail.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
