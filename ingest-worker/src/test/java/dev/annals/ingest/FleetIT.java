package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three workers of two lanes each, of which one dies and another comes every few seconds. */
class FleetIT {

    /** How long the load lasts; the long form is run by hand, with 120 and 5000. */
    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("annals.fleet.seconds", 6));

    private static final int PER_SECOND = Integer.getInteger("annals.fleet.rate", 1_000);

    /** Ten seconds in the long form. */
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(Math.max(3, LOAD.toSeconds() / 12));

    /** A dead worker's partitions move on after its session's ten seconds; the rest is for a backlog. */
    private static final Duration SOON = Duration.ofSeconds(120).plus(LOAD);

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<WorkerProcess> fleet = new ArrayDeque<>();
    private TestDatabase table;
    private TestTopic topic;

    @BeforeEach
    void prepare() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("fleet"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        topic.create(6);
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_LANES", "2");
    }

    @AfterEach
    void stop() throws Exception {
        for (WorkerProcess worker : fleet) {
            worker.kill();
        }
        topic.close();
    }

    @Test
    void fleet_storesAndCountsEachEventOnce_whileWorkersDieAndCome() throws Exception {
        // Given
        for (int i = 0; i < 3; i++) {
            fleet.add(new WorkerProcess(environment));
        }
        Eventually.succeeds(SOON, () -> assertThat(partitionsByLane()).containsExactly(1, 1, 1, 1, 1, 1));
        Load load = new Load(topic, PER_SECOND, Ticks::tick);
        int kills = 0;
        Duration drained;

        // When
        try (LockWaits waits = LockWaits.onceOpened(table, 6)) {
            try (load) {
                for (; kills < LOAD.toSeconds() / BETWEEN_KILLS.toSeconds(); kills++) {
                    LockSupport.parkNanos(BETWEEN_KILLS.toNanos());
                    fleet.remove().kill();
                    fleet.add(new WorkerProcess(environment));
                }
                Eventually.succeeds(
                        SOON, () -> assertThat(waits.looksAtSeveral()).isPositive());
            }
            long end = System.nanoTime();
            awaitDrained();
            drained = Duration.ofNanos(System.nanoTime() - end);

            // Then
            assertThat(waits.seen()).isEmpty();
            System.out.printf(
                    "Three workers of two lanes, %d killed and replaced in %s: %,d acknowledged, %,d stored, drained"
                            + " %d ms after the load; no row lock waited for in %,d looks, %,d of them at several"
                            + " transactions%n",
                    kills,
                    LOAD,
                    load.acknowledged().size(),
                    table.count("events"),
                    drained.toMillis(),
                    waits.looks(),
                    waits.looksAtSeveral());
        }
        assertThat(storedIds()).isEqualTo(load.acknowledged());
        assertThat(table.count("events")).isEqualTo(load.acknowledged().size());
        assertThat(table.count("dead_letters")).isZero();
        assertThat(table.value(Ticks.STORED_TOO_EARLY)).isEqualTo("0");
        ExactCounts.assertExact(table);
    }

    private void awaitDrained() {
        Eventually.succeeds(SOON, () -> {
            String positions = table.value("select sum(next_offset) from ingest_positions");
            assertThat(Long.parseLong(positions)).isEqualTo(topic.endOffsets()).isPositive();
        });
    }

    private List<Integer> partitionsByLane() throws Exception {
        String group = environment.get("ANNALS_WORKER_GROUP_ID");
        return topic.admin().describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .map(MemberDescription::assignment)
                .map(assignment -> assignment.topicPartitions().size())
                .toList();
    }

    private Set<UUID> storedIds() throws Exception {
        return table.column("select id from events").stream()
                .map(UUID::fromString)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
