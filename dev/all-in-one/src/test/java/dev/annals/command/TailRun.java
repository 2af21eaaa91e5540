package dev.annals.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code annals tail} in this JVM, into a pipe whose reader can go away. */
final class TailRun {

    private final Pipe out = new Pipe();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** Returns when it follows the topic. */
    static TailRun following(EventsTopic topic, String... options) {
        TailRun run = start(topic, options);
        run.awaitSaid("following " + topic.prefix() + "events");
        return run;
    }

    static TailRun start(EventsTopic topic, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("tail", "--bootstrap-servers", topic.bootstrapServers(), "--topic-prefix", topic.prefix()));
        arguments.addAll(List.of(options));
        TailRun run = new TailRun();
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]), run.out, new PrintStream(run.err, true, StandardCharsets.UTF_8));
        Thread thread = new Thread(() -> run.status.complete(Main.run(streams, arguments.toArray(new String[0]))));
        thread.setDaemon(true);
        thread.start();
        return run;
    }

    void awaitSaid(String text) {
        Eventually.succeeds(() -> assertThat(said()).contains(text));
    }

    String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Without what is said on a busy machine only. */
    List<String> saidButWaiting() {
        return said().lines()
                .filter(line -> !line.contains(", which does not answer"))
                .toList();
    }

    List<String> printed() {
        return out.text().lines().toList();
    }

    /** What it prints next meets nobody. */
    void closePipe() {
        out.closed = true;
    }

    int status() {
        return status.join();
    }

    private static final class Pipe extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] buffer, int from, int length) throws IOException {
            if (closed) {
                throw new IOException("Broken pipe");
            }
            bytes.write(buffer, from, length);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
