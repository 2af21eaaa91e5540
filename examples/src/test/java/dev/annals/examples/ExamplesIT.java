package dev.annals.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.annals.event.Event;
import dev.annals.event.InvalidEventException;
import dev.annals.producer.EventPublisher;
import dev.annals.producer.Published;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExamplesIT {

    private static final String KAFKA = Backends.shared().bootstrapServers();

    @Test
    void everySubscriber_receivesEveryEvent_andPassesWhatIsNone() throws Exception {
        // Given
        List<Event> first = new CopyOnWriteArrayList<>();
        List<Event> second = new CopyOnWriteArrayList<>();
        EventListener one = new EventListener(KAFKA, "search-index", first::add);
        EventListener other = new EventListener(KAFKA, "mailer", second::add);
        Thread oneThread = start(one);
        Thread otherThread = start(other);

        // When
        writeNoEvent();
        PublishOnce.publish(KAFKA);

        // Then
        Eventually.succeeds(() -> {
            assertThat(first).extracting(Event::type).contains("media_item.added", "scan.failed");
            assertThat(second).containsExactlyInAnyOrderElementsOf(first);
        });
        one.stop();
        other.stop();
        oneThread.join(TimeUnit.SECONDS.toMillis(20));
        otherThread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(List.of(oneThread.isAlive(), otherThread.isAlive())).containsOnly(false);
    }

    @Test
    @Timeout(60)
    void listenersProgram_tellsWhoDidWhatToWhat_andEndsInOrder() throws Exception {
        // Given
        Process listener = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EventListener.class.getName(),
                        "terminal",
                        KAFKA)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = listener.inputReader()) {
            PublishOnce.publish(KAFKA);
            assertThat(until(lines, "media_item.added"))
                    .endsWith(" media_item.added of movie m-1 by user ada {\"title\":\"Heat\"}");

            // When
            listener.toHandle().destroy(); // as Ctrl-C does; Process.destroy would close its streams too

            // Then
            assertThat(until(lines, "stopped")).isEqualTo("stopped");
            assertThat(listener.waitFor()).isEqualTo(128 + 15);
        } finally {
            listener.destroyForcibly();
        }
    }

    private static String until(BufferedReader lines, String text) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    @Test
    @Timeout(60)
    void eventsThatWereNotHandled_comeAgain_whenAHandlerThrew() throws Exception {
        // Given
        List<UUID> published = publish(20);
        AtomicInteger handled = new AtomicInteger();
        EventListener failing = new EventListener(KAFKA, "brittle", event -> {
            if (handled.incrementAndGet() == 3) {
                throw new IllegalStateException("out of paper");
            }
        });
        assertThatThrownBy(failing::run).hasMessage("out of paper");
        List<Event> again = new CopyOnWriteArrayList<>();

        // When
        EventListener mended = new EventListener(KAFKA, "brittle", again::add);
        Thread thread = start(mended);

        // Then
        Eventually.succeeds(() -> assertThat(again).extracting(Event::id).containsAll(published));
        mended.stop();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @Timeout(60)
    void run_ends_whenAHandlerMakesAnInvalidEvent() {
        // Given
        publish(1);
        EventListener listener = new EventListener(
                KAFKA, "derived", event -> Event.draft("no category", "no type").toEvent());

        // When / Then
        assertThatThrownBy(listener::run).isInstanceOf(InvalidEventException.class);
    }

    @Test
    @Timeout(60)
    void eventsThatWereHandled_doNotComeAgain() throws Exception {
        // Given
        List<UUID> before = publish(3);
        List<Event> handled = new CopyOnWriteArrayList<>();
        EventListener first = new EventListener(KAFKA, "thorough", handled::add);
        Thread firstThread = start(first);
        Eventually.succeeds(() -> assertThat(handled).extracting(Event::id).containsAll(before));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA))) {
            Eventually.succeeds(() -> assertThat(committed(admin, "thorough")).isEqualTo(end(admin)));
        }
        first.stop();
        firstThread.join(TimeUnit.SECONDS.toMillis(20));
        List<Event> later = new CopyOnWriteArrayList<>();

        // When
        EventListener second = new EventListener(KAFKA, "thorough", later::add);
        Thread secondThread = start(second);
        List<UUID> after = publish(3);

        // Then
        Eventually.succeeds(() -> assertThat(later).extracting(Event::id).containsExactlyInAnyOrderElementsOf(after));
        second.stop();
        secondThread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(List.of(firstThread.isAlive(), secondThread.isAlive())).containsOnly(false);
    }

    /** Of one resource, so in one partition, and most likely in one batch. */
    private static List<UUID> publish(int events) {
        try (EventPublisher publisher =
                EventPublisher.builder().bootstrapServers(KAFKA).source("test").build()) {
            List<CompletableFuture<Published>> told = IntStream.range(0, events)
                    .mapToObj(number -> publisher.publish(
                            Event.draft("office", "page.printed").resource("printer", "p-1")))
                    .toList();
            return told.stream().map(one -> one.join().id()).toList();
        }
    }

    private static long committed(Admin admin, String group) throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static long end(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, 3)
                .mapToObj(partition -> new TopicPartition("events", partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private static Thread start(EventListener listener) {
        Thread thread = new Thread(listener);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The worker does it elsewhere. */
    @BeforeAll
    static void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA))) {
            admin.createTopics(List.of(new NewTopic("events", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
            Eventually.succeeds(() -> assertThat(admin.describeTopics(List.of("events"))
                            .allTopicNames()
                            .get()
                            .get("events")
                            .partitions())
                    .hasSize(3)
                    .noneMatch(partition -> partition.leader().isEmpty()));
        }
    }

    private static void writeNoEvent() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KAFKA), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("events", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .get();
            producer.send(new ProducerRecord<>("events", null)).get();
        }
    }
}
