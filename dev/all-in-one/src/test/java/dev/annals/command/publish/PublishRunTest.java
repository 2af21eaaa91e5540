package dev.annals.command.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.command.publish.Outlet.Outcome;
import dev.annals.event.EventDraft;
import dev.annals.event.InvalidEventException;
import dev.annals.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PublishRunTest {

    private static final String GOOD = "{\"category\":\"media\",\"type\":\"media_item.added\"}\n";
    private static final int WINDOW = 10;
    private static final Duration PATIENT = Duration.ofSeconds(60);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeOutlet outlet = new FakeOutlet();

    @Test
    void everyLine_isPublishedOrRefusedWithAllReasons() throws Exception {
        // Given
        String input = GOOD + "\n"
                + "{\"category\":\"Media\",\"actor_id\":\"u-1\"}\n" // three rules broken
                + "not json\n" + GOOD;

        // When
        Figures figures = run(stream(input), PATIENT).toEnd();

        // Then
        assertThat(figures.toString()).startsWith("lines=4 published=2 refused=2 undelivered=0 ");
        assertThat(said().get(0))
                .startsWith("line 3: ")
                .contains("category: must be")
                .contains("type: is missing")
                .contains("actor_type: is missing");
        assertThat(said().get(1)).startsWith("line 4: ").contains("must be one JSON object");
        assertThat(said()).hasSize(2);
    }

    @Test
    void unknownFields_areRefusedLikeOtherBrokenRules_withTheNearest() throws Exception {
        // Given
        String input = "{\"category\":\"tour\",\"type\":\"a.b\",\"foo\":1}\n"
                + "{\"catgory\":\"tour\",\"type\":\"a.b\",\"resource\":{\"type\":\"movie\",\"id\":\"m-1\"}}\n"
                + "{\"category\":\"tour\",\"type\":\"a.b\",\"metadata\":{\"foo\":1}}\n";

        // When
        Figures figures = run(stream(input), PATIENT).toEnd();

        // Then
        assertThat(figures.toString()).startsWith("lines=3 published=1 refused=2 undelivered=0 ");
        assertThat(said())
                .containsExactly(
                        "line 1: foo: is no field of an event; what else is to be told goes into metadata",
                        "line 2: catgory: is no field of an event; did you mean category?; resource: is no field of an"
                                + " event; did you mean resource_type and resource_id?; category: is missing");
    }

    @Test
    void lineTooLongOrNotUtf8_isRefusedByNumber_andTheNextIsPublished() throws Exception {
        // Given
        byte[] latin1 = "{\"category\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        InputStream in = new SequenceInputStream(Collections.enumeration(List.of(
                stream("{\"x\":\"" + "x".repeat(PublishRun.MAX_LINE_BYTES) + "\"}\n"),
                new ByteArrayInputStream(latin1),
                stream(GOOD))));

        // When
        Figures figures = run(in, PATIENT).toEnd();

        // Then
        assertThat(figures.toString()).startsWith("lines=3 published=1 refused=2 undelivered=0 ");
        assertThat(said().get(0)).isEqualTo("line 1: has 1048584 bytes, at most 1048576 are allowed");
        assertThat(said().get(1)).startsWith("line 2: is not UTF-8");
    }

    @Test
    void noMoreThanTheWindow_isEverOnItsWay() throws Exception {
        // Given
        outlet.keepsWaiting = true;
        PublishRun run = run(stream(GOOD.repeat(1_000)), PATIENT);
        CompletableFuture<Figures> end = inBackground(run);

        // When
        Eventually.succeeds(() -> assertThat(outlet.waiting()).isEqualTo(WINDOW));
        while (!end.isDone()) {
            outlet.acknowledgeOne();
        }

        // Then
        assertThat(end.get().published()).isEqualTo(1_000);
        assertThat(outlet.mostWaiting).isEqualTo(WINDOW);
    }

    @Test
    void silentBroker_isToldAndGivenUp() throws Exception {
        // Given
        outlet.keepsWaiting = true;

        // When
        Figures figures = run(stream(GOOD.repeat(3)), Duration.ofMillis(4_300)).toEnd();

        // Then
        assertThat(figures.toString()).startsWith("lines=3 published=0 refused=0 undelivered=3 ");
        assertThat(said().get(0)).startsWith("annals: waiting for broker:1 ...");
        assertThat(said().get(1)).startsWith("annals: gave up: broker:1 has acknowledged nothing for 4 s");
        assertThat(outlet.closed).isTrue();
    }

    @Test
    void stop_endsARunThatWaitsForInput_withHonestFigures() throws Exception {
        // Given
        PipedOutputStream writer = new PipedOutputStream();
        PublishRun run = run(new PipedInputStream(writer), PATIENT);
        CompletableFuture<Figures> end = inBackground(run);
        writer.write(GOOD.repeat(2).getBytes(StandardCharsets.UTF_8));
        writer.flush();
        Eventually.succeeds(() -> assertThat(outlet.acknowledged).isEqualTo(2));

        // When
        run.stop();

        // Then
        assertThat(end.get().toString()).startsWith("lines=2 published=2 refused=0 undelivered=0 ");
    }

    @Test
    void inputThatBreaks_isAFailure_andWhatWasReadIsPublished() throws Exception {
        // Given
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        PublishRun run = run(new SequenceInputStream(stream(GOOD), broken), PATIENT);

        // When
        Figures figures = run.toEnd();

        // Then
        assertThat(figures.published()).isEqualTo(1);
        assertThat(run.failure()).get().extracting(Exception::getMessage).isEqualTo("the disk is gone");
    }

    private PublishRun run(InputStream in, Duration patience) {
        Console console = new Console(new PrintStream(err, true, StandardCharsets.UTF_8), false);
        return new PublishRun(in, outlet, new Window(WINDOW, 1_000_000), console, "broker:1", patience);
    }

    private static CompletableFuture<Figures> inBackground(PublishRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return run.toEnd();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private List<String> said() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Acknowledges at once, or when told; refuses what is no event, as the publisher does. */
    private static final class FakeOutlet implements Outlet {

        private final Deque<CompletableFuture<Outcome>> waiting = new ArrayDeque<>();
        private volatile boolean keepsWaiting;
        private volatile boolean closed;
        private volatile int acknowledged;
        private volatile int mostWaiting;

        @Override
        public synchronized CompletableFuture<Outcome> publish(EventDraft draft) {
            CompletableFuture<Outcome> future = new CompletableFuture<>();
            try {
                draft.toEvent();
            } catch (InvalidEventException e) {
                future.complete(new Outcome.Refused(e.getMessage()));
                return future;
            }
            waiting.add(future);
            mostWaiting = Math.max(mostWaiting, waiting.size());
            if (!keepsWaiting) {
                acknowledgeOne();
            }
            return future;
        }

        synchronized int waiting() {
            return waiting.size();
        }

        synchronized void acknowledgeOne() {
            CompletableFuture<Outcome> next = waiting.poll();
            if (next != null) {
                acknowledged++;
                next.complete(new Outcome.Published());
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            waiting.forEach(future -> future.complete(new Outcome.Undelivered("closed")));
            waiting.clear();
        }
    }
}
