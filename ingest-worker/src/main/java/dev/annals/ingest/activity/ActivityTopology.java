package dev.annals.ingest.activity;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.WindowStore;

/**
 * From events to rows: let in, bring one kind's events together in one partition, count them by the minute, write the row
 * anew whenever its count has grown.
 *
 * <p>The names are those of the internal topics and stores: another name starts with nothing counted.
 */
final class ActivityTopology {

    static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * How old the oldest record of the topic can be. Kafka deletes whole segments, each when its last record is past the
     * retention of seven days; on a quiet topic with Kafka's defaults its first one is seven days older than that.
     */
    private static final Duration BACKLOG = Duration.ofDays(14);

    /**
     * How far apart the times of two events can be that are counted one after the other. {@link Intake} has decided already
     * what is late; here nothing may be dropped, also when all of one partition's backlog is counted long before another's,
     * and the first of its events was a day ahead and the last of the other's a day old.
     */
    static final Duration SPAN = BACKLOG.plus(Intake.MAX_AHEAD).plus(Intake.GRACE);

    private ActivityTopology() {}

    static Topology of(String eventsTopic, String activityTopic, ActivityMetrics metrics) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(eventsTopic, events())
                .process(Intake.supplier(metrics), Named.as("intake"))
                .groupByKey(Grouped.with("kinds", Kind.serde(), Serdes.ByteArray()))
                .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, SPAN))
                .count(Named.as("count"), counts())
                .toStream(Named.as("changes"))
                .map(ActivityTopology::row, Named.as("rows"))
                .to(
                        activityTopic,
                        Produced.with(Serdes.String(), Serdes.String()).withName("activity"));
        return builder.build();
    }

    /** As bytes, so that no record can fail before we look at it; with the time at which Kafka got it. */
    private static Consumed<byte[], byte[]> events() {
        return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName("events")
                .withTimestampExtractor((record, partitionTime) -> Math.max(0, record.timestamp()));
    }

    /** Cached, so that a row is written once a commit and not once an event, as long as the cache has room. */
    private static Materialized<Kind, Long, WindowStore<Bytes, byte[]>> counts() {
        return Materialized.<Kind, Long, WindowStore<Bytes, byte[]>>as("counts")
                .withKeySerde(Kind.serde())
                .withValueSerde(Serdes.Long())
                .withRetention(SPAN.plus(WINDOW))
                .withCachingEnabled();
    }

    private static KeyValue<String, String> row(Windowed<Kind> window, Long count) {
        Instant start = window.window().startTime();
        ActivityRow row = new ActivityRow(start, window.window().endTime(), window.key(), count);
        return KeyValue.pair(row.key(), row.value());
    }
}
