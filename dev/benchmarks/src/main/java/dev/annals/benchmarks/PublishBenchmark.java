package dev.annals.benchmarks;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.RawKafka;
import dev.annals.testkit.FreePorts;
import dev.annals.testkit.TemporaryDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** How long a call of publish takes, and how many events go through, beside Kafka's own client. */
final class PublishBenchmark implements Benchmark {

    private static final String TOPIC = "events";
    private static final int PER_SECOND = 5_000;
    private static final double PACED_SECONDS = 10;
    private static final double WARM_UP_SECONDS = 5;
    private static final int EVENTS = 1_000_000;
    private static final int DIFFERENT = 2_000;
    private static final int IN_FLIGHT = 8_000;
    private static final Duration TO_FLUSH = Duration.ofSeconds(60);
    private static final int RAW_DOWN_SECONDS = 65;

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public String text() {
        return "time of the call and throughput, against KafkaProducer.send with the same bytes and settings";
    }

    @Override
    public String explanation() {
        return """
                `publish` of ready drafts (so validation, id and encoding are in its time) against `KafkaProducer.send` of ready bytes, with the publisher's own settings; the same broker in a process of
                its own, events of some 340 bytes. Each kind of call has its seconds in turn. Throughput ends with the last acknowledgement; whoever publishes waits while 8,000 events are on their way. It is compared with `send` of bytes that were made beforehand, the same 2,000 again and again, and with making the bytes
                of an event by the same encoder and sending them, as a service would do that has an event to tell.
                """;
    }

    @Override
    public List<Row> run(int rounds, Consumer<String> log) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (TemporaryDirectory home = TemporaryDirectory.create("annals-bench-");
                KafkaProcess kafka = KafkaProcess.start(home.path())) {
            kafka.createTopic(TOPIC);
            try (EventPublisher publisher = publisher(kafka.bootstrapServers());
                    KafkaProducer<byte[], byte[]> raw = RawKafka.producer(kafka.bootstrapServers(), Map.of())) {
                for (int threads : List.of(8, 1)) {
                    rows.addAll(calls(publisher, raw, threads, rounds, log));
                }
                for (int threads : List.of(8, 1)) {
                    rows.addAll(throughput(publisher, raw, threads, rounds, log));
                }
            }
        }
        rows.addAll(callsWithoutBroker(rounds, log));
        return rows;
    }

    private static EventPublisher publisher(String bootstrapServers) {
        return EventPublisher.builder()
                .bootstrapServers(bootstrapServers)
                .source("raw")
                .build();
    }

    private static List<Row> calls(
            EventPublisher publisher, KafkaProducer<byte[], byte[]> raw, int threads, int rounds, Consumer<String> log)
            throws Exception {
        List<Times> ours = new ArrayList<>();
        List<Times> theirs = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) { // the first one warms up
            double seconds = round == 0 ? WARM_UP_SECONDS : PACED_SECONDS;
            Times publish = Threads.paced(threads, PER_SECOND, seconds, number -> publishing(publisher, number));
            Times send = Threads.paced(threads, PER_SECOND, seconds, number -> sending(raw, number));
            if (round > 0) {
                ours.add(publish);
                theirs.add(send);
                log.accept(String.format(
                        Locale.ROOT,
                        "%d threads, p99 %.3f ms, p99.9 %.3f ms; Kafka's client %.3f ms, %.3f ms",
                        threads,
                        publish.percentile(0.99),
                        publish.percentile(0.999),
                        send.percentile(0.99),
                        send.percentile(0.999)));
            }
        }
        String what = "call, " + threads + (threads == 1 ? " thread" : " threads") + " at 5,000/s, ";
        return List.of(
                row(what + "p50", ours, theirs, 0.5, ""),
                row(what + "p99", ours, theirs, 0.99, threads == 8 ? "below 1" : ""),
                row(what + "p99.9", ours, theirs, 0.999, threads == 8 ? "below 1" : ""),
                row(what + "p99.99", ours, theirs, 0.9999, ""));
    }

    private static Row row(String what, List<Times> ours, List<Times> theirs, double share, String goal) {
        Figures publish = figures(ours, times -> times.percentile(share));
        Figures send = figures(theirs, times -> times.percentile(share));
        String format = "%.3f";
        return new Row(
                what,
                publish.text(format) + " ms",
                send.text(format) + " ms",
                publish.over(send).text("%.2f"),
                goal);
    }

    private static Figures figures(List<Times> rounds, ToDoubleFunction<Times> figure) {
        return new Figures(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private static Threads.Call publishing(EventPublisher publisher, int number) {
        List<EventDraft> drafts = drafts(number);
        int[] next = {0};
        return () -> {
            EventDraft draft = drafts.get(next[0]++ % DIFFERENT);
            return () -> {
                var unused = publisher.publish(draft);
            };
        };
    }

    private static Threads.Call sending(KafkaProducer<byte[], byte[]> raw, int number) {
        List<ProducerRecord<byte[], byte[]>> records = records(number);
        int[] next = {0};
        return () -> {
            ProducerRecord<byte[], byte[]> record = records.get(next[0]++ % DIFFERENT);
            return () -> {
                var unused = raw.send(record);
            };
        };
    }

    private static List<EventDraft> drafts(int number) {
        SampleEvents events = new SampleEvents(number);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            drafts.add(events.draft());
        }
        return drafts;
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int number) {
        return drafts(number).stream()
                .map(EventDraft::toEvent)
                .map((Event event) -> RawKafka.record(TOPIC, event))
                .toList();
    }

    private static List<Row> throughput(
            EventPublisher publisher, KafkaProducer<byte[], byte[]> raw, int threads, int rounds, Consumer<String> log)
            throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> ready = new ArrayList<>();
        List<Double> encoding = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            double publish = rate(threads, number -> publishAll(publisher, drafts(number)), () -> flush(publisher));
            double sendReady = rate(threads, number -> sendAll(raw, records(number)), raw::flush);
            double sendEncoding = rate(threads, number -> encodeAndSendAll(raw, drafts(number)), raw::flush);
            log.accept(String.format(
                    Locale.ROOT,
                    "%d threads, %,.0f events/s; Kafka's client %,.0f, %,.0f if it encodes them",
                    threads,
                    publish,
                    sendReady,
                    sendEncoding));
            if (round > 0) {
                ours.add(publish);
                ready.add(sendReady);
                encoding.add(sendEncoding);
            }
        }
        String what = "throughput, " + threads + (threads == 1 ? " thread" : " threads");
        return List.of(
                throughput(what + ", against sending ready bytes", ours, ready, "at least 0.9"),
                throughput(what + ", against encoding and sending", ours, encoding, ""));
    }

    private static Row throughput(String what, List<Double> ours, List<Double> theirs, String goal) {
        Figures publish = new Figures(ours);
        Figures send = new Figures(theirs);
        return new Row(
                what,
                publish.text("%,.0f") + " events/s",
                send.text("%,.0f") + " events/s",
                publish.over(send).text("%.2f"),
                goal);
    }

    /** One of several events; {@code ended} is called when it was acknowledged, or was not. */
    private interface Way {
        void send(int number, Consumer<@Nullable Throwable> ended);
    }

    private static Way publishAll(EventPublisher publisher, List<EventDraft> drafts) {
        return (i, ended) -> {
            var unused = publisher.publish(drafts.get(i)).whenComplete((published, failure) -> ended.accept(failure));
        };
    }

    private static Way sendAll(KafkaProducer<byte[], byte[]> raw, List<ProducerRecord<byte[], byte[]>> records) {
        return (i, ended) -> {
            var unused = raw.send(records.get(i), (metadata, failure) -> ended.accept(failure));
        };
    }

    private static Way encodeAndSendAll(KafkaProducer<byte[], byte[]> raw, List<EventDraft> drafts) {
        return (i, ended) -> {
            ProducerRecord<byte[], byte[]> record =
                    RawKafka.record(TOPIC, drafts.get(i).toEvent());
            var unused = raw.send(record, (metadata, failure) -> ended.accept(failure));
        };
    }

    /** Events a second, up to the last acknowledgement. */
    private static double rate(int threads, IntFunction<Way> ways, Runnable flush) throws Exception {
        Semaphore room = new Semaphore(IN_FLIGHT);
        AtomicLong failed = new AtomicLong();
        List<Way> made = IntStream.range(0, threads).mapToObj(ways).toList();
        long start = System.nanoTime();
        Threads.run(threads, number -> () -> {
            Way way = made.get(number);
            for (int i = 0; i < EVENTS / threads; i++) {
                room.acquire();
                way.send(i % DIFFERENT, failure -> {
                    room.release();
                    if (failure != null) {
                        failed.incrementAndGet();
                    }
                });
            }
            return null;
        });
        flush.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " events were not acknowledged");
        }
        return EVENTS / seconds;
    }

    private static void flush(EventPublisher publisher) {
        if (!publisher.flush(TO_FLUSH)) {
            throw new IllegalStateException("not everything was acknowledged: " + publisher.metrics());
        }
    }

    /** Kafka's client is asked once by each thread meanwhile: such a call takes a minute. */
    private static List<Row> callsWithoutBroker(int rounds, Consumer<String> log) throws Exception {
        String nobody = "127.0.0.1:" + FreePorts.choose(1).get(0);
        CompletableFuture<Times> send = CompletableFuture.supplyAsync(() -> sendOnce(nobody));
        List<Times> ours = new ArrayList<>();
        try (EventPublisher publisher = publisher(nobody)) {
            for (int round = 0; round <= rounds; round++) {
                double seconds = round == 0 ? WARM_UP_SECONDS : PACED_SECONDS;
                Times publish = Threads.paced(8, PER_SECOND, seconds, number -> publishing(publisher, number));
                if (round > 0) {
                    ours.add(publish);
                    log.accept(
                            String.format(Locale.ROOT, "without a broker, p99.9 %.3f ms", publish.percentile(0.999)));
                }
            }
            publisher.close(Duration.ZERO);
        }
        Times theirs = await(send);
        String what = "call, 8 threads at 5,000/s, no broker, ";
        String theirMedian = String.format(Locale.ROOT, "%,.0f ms", theirs.percentile(0.5));
        return List.of(
                new Row(
                        what + "p99",
                        figures(ours, times -> times.percentile(0.99)).text("%.3f") + " ms",
                        theirMedian,
                        "",
                        ""),
                new Row(
                        what + "p99.9",
                        figures(ours, times -> times.percentile(0.999)).text("%.3f") + " ms",
                        theirMedian,
                        "",
                        "at most 1 ms"));
    }

    private static Times sendOnce(String nobody) {
        try (KafkaProducer<byte[], byte[]> raw = RawKafka.producer(nobody, Map.of("max.block.ms", "60000"))) {
            return Times.of(Threads.run(8, number -> () -> {
                ProducerRecord<byte[], byte[]> record = records(number).get(0);
                Times times = new Times();
                long start = System.nanoTime();
                var unused = raw.send(record);
                times.add(System.nanoTime() - start);
                return times;
            }));
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's client could not be asked", e);
        }
    }

    private static Times await(CompletableFuture<Times> send) throws Exception {
        try {
            return send.get(RAW_DOWN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka's client did not come back", e);
        }
    }
}
