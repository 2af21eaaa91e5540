package dev.annals.ingest.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventJson;
import dev.annals.event.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityTopologyTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, String> rows = new TreeMap<>();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestOutputTopic<String, String> activity;

    @BeforeEach
    void open(@TempDir Path stateDirectory) {
        ActivitySettings settings = new ActivitySettings(Map.of(), "", "test", stateDirectory);
        Properties properties = new Properties();
        try (StateSlot slot = StateSlot.take(stateDirectory)) {
            properties.putAll(settings.streamsProperties(slot));
        }
        properties.put("bootstrap.servers", "none:1");
        driver = new TopologyTestDriver(
                ActivityTopology.of("events", "events.activity", new ActivityMetrics(registry)), properties);
        events = driver.createInputTopic("events", new ByteArraySerializer(), new ByteArraySerializer());
        activity = driver.createOutputTopic("events.activity", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void row_countsOneKindInOneMinute() {
        // Given
        send(NOON, event("a.b", NOON));
        send(NOON, event("a.b", NOON.plusMillis(59_999)));
        send(NOON, event("a.b", NOON.plusSeconds(60)));
        send(NOON, event("a.c", NOON));
        send(NOON, event("a.b", NOON).severity(Severity.ERROR));

        // When
        readRows();

        // Then
        assertThat(rows)
                .containsOnly(
                        row("12:00", "12:01", "a.b", "info", 2),
                        row("12:01", "12:02", "a.b", "info", 1),
                        row("12:00", "12:01", "a.c", "info", 1),
                        row("12:00", "12:01", "a.b", "error", 1));
        assertThat(count("counted")).isEqualTo(5);
    }

    @Test
    void row_isWrittenAgainUnderItsKey_whenItsCountHasGrown() {
        // Given
        send(NOON, event("a.b", NOON));
        send(NOON, event("a.b", NOON));

        // When / Then
        assertThat(activity.readKeyValuesToList())
                .extracting(row -> row.key)
                .hasSize(2)
                .containsOnly(row("12:00", "12:01", "a.b", "info", 2).getKey());
    }

    @Test
    void event_isCountedInItsOwnMinute_whateverTheOrderAndWheneverItCame() {
        // Given
        send(NOON.plusSeconds(600), event("a.b", NOON.plusSeconds(590)));
        send(NOON.plusSeconds(601), event("a.b", NOON));
        send(NOON.plusSeconds(602), event("a.b", NOON.minus(DAY).plusSeconds(602)));
        send(NOON.plusSeconds(603), event("a.b", NOON));

        // When
        readRows();

        // Then
        assertThat(rows.values()).extracting(ActivityTopologyTest::countIn).containsExactly(1L, 2L, 1L);
    }

    @Test
    void copy_isCountedOnce_withinTheHour() {
        // Given
        byte[] event = bytes(event("a.b", NOON));
        send(NOON, event);
        send(NOON, event);

        // When
        send(NOON.plus(Duration.ofHours(1)), event);
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
        assertThat(count("duplicate")).isEqualTo(2);
    }

    @Test
    void copy_isCountedOnce_whenTheEventIsOlderThanAnHour() {
        // Given
        byte[] event = bytes(event("a.b", NOON));
        send(NOON.plus(DAY), event);

        // When
        send(NOON.plus(DAY), event);
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
    }

    @Test
    void copy_isCountedAgain_afterTheHour() {
        // Given
        byte[] event = bytes(event("a.b", NOON));
        send(NOON, event);

        // When
        send(NOON.plus(Duration.ofHours(1)).plusMillis(1), event);
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 2));
    }

    @Test
    void copy_isCountedOnce_whenTheBrokersClockWasSetBack() {
        // Given
        byte[] event = bytes(event("a.b", NOON));
        send(NOON.plusSeconds(5), event);

        // When
        send(NOON, event);
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
    }

    @Test
    void event_isLate_whenKafkaGotItMoreThanADayAfter() {
        // When
        send(NOON.plus(DAY), event("a.b", NOON));
        send(NOON.plus(DAY), event("a.b", NOON.minusMillis(1)));
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
        assertThat(count("late")).isEqualTo(1);
    }

    @Test
    void event_isLeftOut_whenMoreThanADayAhead() {
        // When
        send(NOON.minus(DAY), event("a.b", NOON));
        send(NOON.minus(DAY), event("a.b", NOON.plusMillis(1)));
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
        assertThat(count("ahead")).isEqualTo(1);
    }

    @Test
    void eventADayAhead_makesNoOtherLate() {
        // Given
        send(NOON, event("a.b", NOON.plus(DAY)));

        // When
        send(NOON, event("a.b", NOON.minus(DAY)));
        readRows();

        // Then
        assertThat(rows).hasSize(2);
        assertThat(count("late")).isZero();
    }

    /** Seven days of retention and a segment of seven days: one partition is through before the other begins. */
    @Test
    void oldestRecordOfTheTopic_isCounted_afterTheNewest() {
        // Given
        send(NOON, event("a.b", NOON.plus(DAY)));

        // When
        Instant longAgo = NOON.minus(Duration.ofDays(14));
        send(longAgo, event("a.b", longAgo.minus(DAY)));
        readRows();

        // Then
        assertThat(rows).hasSize(2);
    }

    @Test
    void invalidRecord_isLeftOut_andStopsNothing() {
        // Given
        events.pipeInput(null, null, NOON);
        events.pipeInput(new byte[] {1}, "hello".getBytes(UTF_8), NOON);
        events.pipeInput(null, "{\"id\":7}".getBytes(UTF_8), NOON);

        // When
        send(NOON, event("a.b", NOON));
        readRows();

        // Then
        assertThat(rows).containsOnly(row("12:00", "12:01", "a.b", "info", 1));
        assertThat(count("invalid")).isEqualTo(3);
    }

    private void send(Instant appendedAt, EventDraft draft) {
        send(appendedAt, bytes(draft));
    }

    private void send(Instant appendedAt, byte[] event) {
        events.pipeInput(null, event, appendedAt);
    }

    private static EventDraft event(String type, Instant at) {
        return Event.draft("media", type).insertedAt(at);
    }

    private static byte[] bytes(EventDraft draft) {
        return EventJson.encode(draft.toEvent());
    }

    private void readRows() {
        activity.readKeyValuesToList().forEach(row -> rows.put(row.key, row.value));
    }

    private static Map.Entry<String, String> row(String start, String end, String type, String severity, long count) {
        String from = "{\"window_start\":\"2026-11-23T" + start + ":00.000Z\"";
        String to = ",\"window_end\":\"2026-11-23T" + end + ":00.000Z\"";
        String kind = ",\"category\":\"media\",\"type\":\"" + type + "\",\"severity\":\"" + severity + "\"";
        return Map.entry(from + kind + "}", from + to + kind + ",\"count\":" + count + "}");
    }

    private static long countIn(String value) {
        return Long.parseLong(value.replaceFirst(".*\"count\":(\\d+)}", "$1"));
    }

    private double count(String what) {
        return registry.get("annals.activity." + what).counter().count();
    }
}
