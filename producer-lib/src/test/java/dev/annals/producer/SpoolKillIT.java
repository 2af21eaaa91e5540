package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.EventJson;
import dev.annals.testkit.Backends;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services with a spool that are killed under load, with {@code kill -9}, by turns with a broker and without. */
class SpoolKillIT {

    private static final int KILLS = Integer.getInteger("annals.kills", 4);
    private static final int SPOOLED_BEFORE_A_KILL = 1_500;
    private static final int KEYS = 10;
    private static final String NO_BROKER = "localhost:1";

    @TempDir
    private Path spool;

    @Test
    void service_losesNothingThatWasSpooled_andKeepsTheOrder_howeverOftenItIsKilled() throws Exception {
        // Given
        TestTopic topic = TestTopic.create(Backends.shared().bootstrapServers(), Map.of());
        List<String> spooled = new ArrayList<>();

        // When
        for (int i = 0; i < KILLS; i++) {
            spooled.addAll(killAfterAWhile(i % 2 == 0 ? NO_BROKER : topic.bootstrapServers(), topic.prefix()));
        }
        try (EventPublisher last = topic.publisher()
                .spoolDirectory(spool)
                .closeTimeout(Duration.ofSeconds(60))
                .build()) {
            last.publish(TestPublishers.movie("m-0")).join();
        }

        // Then
        Map<String, Set<String>> arrived = new HashMap<>();
        Set<String> all = new LinkedHashSet<>();
        topic.read().forEach(record -> {
            String id = EventJson.decode(record.value()).id().toString();
            all.add(id);
            arrived.computeIfAbsent(record.key(), key -> new LinkedHashSet<>()).add(id);
        });
        assertThat(spooled).hasSizeGreaterThanOrEqualTo(KILLS * SPOOLED_BEFORE_A_KILL);
        assertThat(all).containsAll(spooled);
        assertThat(arrived.values())
                .allSatisfy(ids -> assertThat(new ArrayList<>(ids)).isSorted());
    }

    /** The ids of the events of which the service was told that they are safe. */
    private List<String> killAfterAWhile(String bootstrapServers, String prefix) throws Exception {
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        bootstrapServers,
                        prefix,
                        spool.toString())
                .redirectError(Redirect.DISCARD)
                .start();
        try (BufferedReader out = service.inputReader()) {
            List<String> ids = new ArrayList<>();
            String id = out.readLine();
            while (id != null) {
                ids.add(id);
                if (ids.size() == SPOOLED_BEFORE_A_KILL) {
                    service.toHandle().destroyForcibly(); // kill -9; what it wrote can still be read
                }
                id = wholeLine(out);
            }
            return ids;
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    /** Null at the end, or if the kill cut the line short. */
    private static String wholeLine(BufferedReader out) throws IOException {
        String line = out.readLine();
        return line == null || line.length() < "019aaf3c-7c00-7def-8a51-2b6f0f1f9a10".length() ? null : line;
    }

    /** Publishes for ever, and says which events are safe. */
    static final class Service {
        public static void main(String[] args) {
            EventPublisher publisher = EventPublisher.builder()
                    .bootstrapServers(args[0])
                    .source("test")
                    .topicPrefix(args[1])
                    .spoolDirectory(Path.of(args[2]))
                    .build();
            for (int i = 0; true; i++) {
                publisher
                        .publish(TestPublishers.movie("m-" + i % KEYS))
                        .thenAccept(published -> System.out.println(published.id()));
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
        }
    }
}
