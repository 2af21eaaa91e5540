package dev.annals.chaos.load;

import dev.annals.producer.PublisherMetrics;
import dev.annals.producer.SpoolMetrics;
import dev.annals.testkit.CallerStacks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * What a load process did, a line each, written before and after each call; what was written is there after {@code kill -9}.
 *
 * <pre>
 * O id key seq check    offered
 * A id millis           acknowledged by Kafka, and when
 * S id millis           on disk in the spool
 * R id REASON           rejected
 * F id REASON           refused by Kafka after it was spooled, perhaps by another publisher
 * M offered adopted acknowledged queued spooled failures REASON=number...   the publisher's own numbers, at its end;
 *                       failures are those of the spool's disk
 * T calls longest p999 control-p999                   of publish, and of a control that does nothing, in ns
 * B nanos               how long the construction of the publisher took
 * C nanos               how long its close took
 * L numbers             the publisher's own numbers at a moment when they did not add up, or were over its bounds
 * W looks calls frame...  how often the stack of a caller was looked at, how often it was in publish, and what was found
 *                       there that may wait
 * X what                a thread that died of an exception
 * </pre>
 *
 * <p>Thread-safe: each line is one append.
 */
final class Journal implements AutoCloseable {

    private final FileChannel file;

    Journal(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void offered(UUID id, String key, long seq, int check) {
        line("O " + id + " " + key + " " + seq + " " + check);
    }

    void acknowledged(UUID id) {
        line("A " + id + " " + System.currentTimeMillis());
    }

    void spooled(UUID id) {
        line("S " + id + " " + System.currentTimeMillis());
    }

    void rejected(UUID id, String reason) {
        line("R " + id + " " + reason);
    }

    void refused(UUID id, String reason) {
        line("F " + id + " " + reason);
    }

    void metrics(PublisherMetrics metrics) {
        StringBuilder rejected = new StringBuilder();
        metrics.rejected()
                .forEach((reason, number) ->
                        rejected.append(' ').append(reason).append('=').append(number));
        SpoolMetrics spool = metrics.spool();
        line("M " + metrics.offered() + " " + spool.adopted() + " " + metrics.acknowledged() + " " + metrics.queued()
                + " " + spool.events() + " " + spool.failures() + rejected);
    }

    void times(CallTimes publish, CallTimes control) {
        line("T " + publish.calls() + " " + publish.longest() + " " + publish.percentile(0.999) + " "
                + control.percentile(0.999));
    }

    void built(long nanos) {
        line("B " + nanos);
    }

    void closed(long nanos) {
        line("C " + nanos);
    }

    void lie(PublisherMetrics metrics) {
        line("L " + metrics.toString().replace(' ', '_'));
    }

    void stacks(CallerStacks stacks) {
        StringBuilder forbidden = new StringBuilder();
        stacks.forbidden().forEach(frame -> forbidden.append(' ').append(frame.replaceAll("\\s", "_")));
        line("W " + stacks.samples() + " " + stacks.samplesInCall() + forbidden);
    }

    void died(String what) {
        line("X " + what.replaceAll("\\s", "_"));
    }

    private void line(String text) {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
        try {
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be written; the trial says nothing", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
