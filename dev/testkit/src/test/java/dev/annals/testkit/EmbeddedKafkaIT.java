package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedKafkaIT {
    private static final String TOPIC = "survivors";

    @Test
    void records_surviveARestart_onTheSamePort(@TempDir Path parent) throws Exception {
        List<Integer> ports = FreePorts.choose(2);
        Path directory = parent.resolve("a directory");
        try (var kafka = new EmbeddedKafka(directory, ports.get(0), ports.get(1), Map.of("log.retention.hours", "1"))) {
            // Given
            kafka.start();
            createTopic(kafka);
            send(kafka, "before");

            // When
            kafka.stop();
            kafka.start();
            send(kafka, "after");

            // Then
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + ports.get(0));
            assertThat(kafka).hasToString("annals-kafka{127.0.0.1:" + ports.get(0) + ", " + directory + "}");
            try (var consumer = consumer(kafka)) {
                consumer.subscribe(List.of(TOPIC));
                List<String> received = new ArrayList<>();
                Eventually.succeeds(() -> {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> received.add(record.value()));
                    assertThat(received).containsExactly("before", "after");
                });
            }
        }
    }

    @Test
    void temporary_leavesNothing_andClosesTwice() throws Exception {
        // Given
        var kafka = EmbeddedKafka.temporary();
        kafka.start();
        Path directory = Path.of(kafka.toString().replaceAll("^.*, |}$", ""));
        assertThat(directory).exists();

        // When
        kafka.close();
        kafka.close();

        // Then
        assertThat(directory).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void start_failsAndSparesTheJvm_whenThePortIsTaken(int which, @TempDir Path directory) throws Exception {
        List<Integer> ports = FreePorts.choose(2);
        try (var taken = new ServerSocket(ports.get(which), 1, InetAddress.getLoopbackAddress());
                var kafka = new EmbeddedKafka(directory, ports.get(0), ports.get(1), Map.of())) {
            assertThatThrownBy(kafka::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + ports.get(which) + " of 127.0.0.1 is taken");

            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void start_failsAndSparesTheJvm_whenTheDirectoryIsInUse(@TempDir Path directory) throws Exception {
        List<Integer> ports = FreePorts.choose(2);
        try (var inUse = DirectoryLock.of(directory);
                var kafka = new EmbeddedKafka(directory, ports.get(0), ports.get(1), Map.of())) {
            assertThatThrownBy(kafka::start).hasMessageContaining(directory + " is in use by another server");

            assertThat(inUse).isNotNull();
        }
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void send(EmbeddedKafka kafka, String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "group.id", "readers", "auto.offset.reset", "earliest");
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }
}
